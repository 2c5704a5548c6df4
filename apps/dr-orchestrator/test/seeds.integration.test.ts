import {
  drawRegionSchedule,
  runRegionSchedule,
  shrink,
  type RegionScene,
  type RegionSchedule,
  type RegionStory,
} from '@understudy/fault-simulation';

import { judgeAndLeave, regionScene } from './scenes.ts';

/** More of them in a nightly run: UNDERSTUDY_SEEDS=200 UNDERSTUDY_FIRST_SEED=1000. */
const SEEDS = Number(process.env['UNDERSTUDY_SEEDS'] ?? 4);
const FIRST_SEED = Number(process.env['UNDERSTUDY_FIRST_SEED'] ?? 0);

describe('a drawn schedule of outages and faults', () => {
  jest.setTimeout(600_000);

  it.each(Array.from({ length: SEEDS }, (_, index) => String(FIRST_SEED + index)))(
    'of seed %s breaks no invariant of the regions, and ends served or with a person',
    async (seed) => {
      const story = await run(drawRegionSchedule(seed));

      expect(isBad(story) ? await explain(story) : 'all is well').toBe('all is well');
    },
  );

  it('tells the same story again', async () => {
    const schedule = drawRegionSchedule('0');

    const one = await run(schedule);
    const other = await run(schedule);

    expect(one.lines.length).toBeGreaterThan(500);
    expect(other.lines).toEqual(one.lines);
  });
});

/** Each world is judged where its story is told, and left: a nightly run tells hundreds. */
async function run(schedule: RegionSchedule): Promise<RegionStory> {
  const told: RegionScene[] = [];
  const story = await runRegionSchedule(schedule, async (options) => {
    const scene = await regionScene({ ...options, plan: withEndpoint });
    told.push(scene);
    return scene;
  });
  for (const scene of told) judgeAndLeave(scene);
  return story;
}

/** Without an address to ask, a region whose control plane answers is not known to serve nobody. */
function withEndpoint(yaml: string): string {
  return `${yaml}\nobserving:\n  endpoint: https://konecta-erp.example/health\n`;
}

function isBad({ violations, unserved }: RegionStory): boolean {
  return violations.length + unserved.length > 0;
}

/** What was broken, and the smallest schedule that breaks it: paste it into a test. */
async function explain({ schedule, violations, unserved }: RegionStory): Promise<string> {
  const small = await shrink(schedule, async (candidate) => isBad(await run(candidate)));
  return [
    `Seed ${schedule.seed}:`,
    ...violations,
    ...unserved,
    JSON.stringify(small, undefined, 2),
  ].join('\n');
}
