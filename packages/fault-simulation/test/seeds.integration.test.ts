import path from 'node:path';

import {
  createScene,
  drawSchedule,
  judgeServices,
  readPackagedFunctions,
  runSchedule,
  shrink,
  type Schedule,
  type Story,
} from '../src/index.ts';

/** More of them in a nightly run: UNDERSTUDY_SEEDS=500. */
const SEEDS = Number(process.env['UNDERSTUDY_SEEDS'] ?? 8);
const FIRST_SEED = Number(process.env['UNDERSTUDY_FIRST_SEED'] ?? 0);

const WORKSPACE = path.resolve(__dirname, '../../..');

describe('a drawn schedule of faults', () => {
  jest.setTimeout(600_000);

  it.each(Array.from({ length: SEEDS }, (_, index) => String(FIRST_SEED + index)))(
    'of seed %s breaks no invariant, and ends served or with a person',
    async (seed) => {
      const schedule = drawSchedule(seed);

      const story = await run(schedule);

      expect(isBad(story) ? await explain(story) : 'all is well').toBe('all is well');
    },
  );

  it('tells the same story again', async () => {
    const schedule = drawSchedule('0');

    const one = await run(schedule);
    const other = await run(schedule);

    expect(one.lines.length).toBeGreaterThan(200);
    expect(other.lines).toEqual(one.lines);
  });
});

describe('the verdict at the end of a story', () => {
  it('finds a service that nobody serves, and nobody was asked about', async () => {
    const stack = readPackagedFunctions(WORKSPACE, 'prod', 'us-east-1');
    const at = await createScene({ package: stack, armed: false });
    const before = await judgeServices(at);

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    // Half-way between two sweeps: none of their looks is under way.
    await at.pass(330);

    expect(before).toEqual([]);
    expect(await judgeServices(at)).toEqual([expect.stringContaining('found none')]);
  });
});

describe('shrinking', () => {
  it('leaves the events without which nothing fails', async () => {
    const schedule = drawSchedule('0');
    const guilty = schedule.events[2];

    const small = await shrink(schedule, async ({ events }) => events.some((it) => it === guilty));

    expect(small.events).toEqual([guilty]);
  });
});

function run(schedule: Schedule): Promise<Story> {
  return runSchedule(schedule, readPackagedFunctions(WORKSPACE, 'prod', 'us-east-1'));
}

function isBad({ violations, unserved }: Story): boolean {
  return violations.length + unserved.length > 0;
}

/** What was broken, and the smallest schedule that breaks it: paste it into a test. */
async function explain({ schedule, violations, unserved }: Story): Promise<string> {
  const small = await shrink(schedule, async (candidate) => isBad(await run(candidate)));
  const broken = [...violations.map(({ sentence }) => sentence), ...unserved];
  return [`Seed ${schedule.seed}:`, ...broken, JSON.stringify(small, null, 2)].join('\n');
}
