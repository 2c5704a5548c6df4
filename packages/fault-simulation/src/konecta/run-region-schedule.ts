import { befallFunctions } from '../function-events.ts';
import { KONECTA_REGIONS } from './deployed-konecta.ts';
import { judgePlan } from './judge-plan.ts';
import type { RegionEvent, RegionSchedule } from './region-schedule.ts';
import type { RegionScene, RegionSceneOptions } from './region-scene.ts';

/** What became of a schedule. */
export interface RegionStory {
  readonly schedule: RegionSchedule;
  readonly violations: readonly string[];
  /** What is not as it should be at the end of the quiet time, in words. */
  readonly unserved: readonly string[];
  /** Everything that happened, a line each: equal for equal schedules. */
  readonly lines: readonly string[];
}

/** Opens the world of a story: the functions are the caller's. */
export type OpenRegionScene = (
  options: Pick<RegionSceneOptions, 'seed' | 'fieldLatencies' | 'konecta'>,
) => Promise<RegionScene>;

/** After the last blow: a cold recovery that began late, with a takeover and a question to a person. */
const QUIET_SECONDS_MAX = 4 * 3_600;
const QUIET_STEP_SECONDS = 600;

/** Runs a schedule through a plan's functions on virtual time, and judges it. */
export async function runRegionSchedule(
  schedule: RegionSchedule,
  open: OpenRegionScene,
): Promise<RegionStory> {
  const { seed, prepared, fieldLatencies } = schedule;
  const at = await open({ seed, fieldLatencies, konecta: { prepared } });
  const endings: (() => void)[] = [];
  const begun = at.clock.now();
  for (const event of schedule.events) {
    await at.clock.advanceTo(begun + event.atSeconds * 1_000);
    await befall(at, event, endings);
    if (at.violations().length > 0) break;
  }
  await at.pass(QUIET_STEP_SECONDS);
  for (const end of endings) end();
  let unserved = await judgePlan(at);
  for (let quiet = 0; quiet < QUIET_SECONDS_MAX && unserved.length > 0;) {
    if (at.violations().length > 0) break;
    await at.pass(QUIET_STEP_SECONDS);
    quiet += QUIET_STEP_SECONDS;
    unserved = await judgePlan(at);
  }
  const lines = at.aws.world.log.entries.map((entry) => JSON.stringify(entry));
  return { schedule, violations: [...at.violations()], unserved, lines };
}

async function befall(at: RegionScene, event: RegionEvent, endings: (() => void)[]): Promise<void> {
  const { aws, regions } = at;
  switch (event.kind) {
    case 'outage':
      endings.push(lose(at, event));
      return;
    case 'order':
      return order(at, event.order);
    default: {
      const ending = befallFunctions(aws, regions.recovery.lambda, event);
      if (ending) endings.push(ending);
    }
  }
}

/**
 * What has an end comes back by itself, whatever else the story does meanwhile. At a story's end the
 * regions that recover and observe are back: only the primary can be lost for good.
 */
function lose(at: RegionScene, event: Extract<RegionEvent, { kind: 'outage' }>): () => void {
  const { part, of, to, seconds } = event;
  const name = `${part} of ${of}`;
  const region = KONECTA_REGIONS[of];
  const outage =
    part === 'path'
      ? { kind: part, name, from: region, to: to ? KONECTA_REGIONS[to] : '*' }
      : { kind: part, name, region };
  const end = at.aws.world.outages.begin(outage);
  if (seconds !== undefined) at.clock.schedule(at.clock.now() + seconds * 1_000, end);
  return of === 'primary' ? () => undefined : end;
}

/** As `understudy` sends it; what is refused, or meets a region that does not answer, is part of the story. */
async function order(
  at: RegionScene,
  kind: Extract<RegionEvent, { kind: 'order' }>['order'],
): Promise<void> {
  const id = `order-${at.clock.now()}`;
  const words = { kind, by: 'operator', reason: 'a simulation', id, force: false };
  await at.invokeEntry({ order: words }).catch(() => undefined);
}
