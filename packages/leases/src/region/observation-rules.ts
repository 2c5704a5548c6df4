import type { Observation, RegionLook } from './region-model.ts';

/** Looks kept of one observer: more than the longest confirm window holds at one a minute. */
export const LOOKS_KEPT_MAX = 40;

/**
 * The looks with one more. `undefined`: it is not newer than what is there (a frozen environment
 * that thawed, a repeat), and changes nothing.
 */
export function withLook(
  looks: readonly RegionLook[],
  look: RegionLook,
): readonly RegionLook[] | undefined {
  const newest = looks.at(-1)?.atMilliseconds ?? Number.NEGATIVE_INFINITY;
  if (look.atMilliseconds <= newest) return undefined;
  const kept = isBetweenEquals(looks, look) ? looks.slice(0, -1) : looks;
  return [...kept, look].slice(-LOOKS_KEPT_MAX);
}

/** Looks closer together than this are thinned out: a run looks every few seconds. */
const SPACING_MS = 50_000;

/**
 * The newest look says what the one before it said and what the new one says, and is close to the
 * former: without it nothing is lost, and the looks kept reach back further. A change always stays.
 */
function isBetweenEquals(looks: readonly RegionLook[], look: RegionLook): boolean {
  const [before, newest] = looks.slice(-2);
  if (!before || !newest) return false;
  const close = newest.atMilliseconds - before.atMilliseconds < SPACING_MS;
  const said = saidBy(newest);
  return close && said === saidBy(before) && said === saidBy(look);
}

function saidBy({ control, sensors }: RegionLook): string {
  return JSON.stringify(
    [control, ...sensors].map(({ sensor, result, recovering }) => [sensor, result, recovering]),
  );
}

/** How old the newest look is; `undefined`: there is none. */
export function ageSeconds(
  { looks }: Pick<Observation, 'looks'>,
  nowMilliseconds: number,
): number | undefined {
  const newest = looks.at(-1);
  return newest && Math.max(0, (nowMilliseconds - newest.atMilliseconds) / 1_000);
}
