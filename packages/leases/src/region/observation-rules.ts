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
  return [...looks, look].slice(-LOOKS_KEPT_MAX);
}

/** How old the newest look is; `undefined`: there is none. */
export function ageSeconds(
  { looks }: Pick<Observation, 'looks'>,
  nowMilliseconds: number,
): number | undefined {
  const newest = looks.at(-1);
  return newest && Math.max(0, (nowMilliseconds - newest.atMilliseconds) / 1_000);
}
