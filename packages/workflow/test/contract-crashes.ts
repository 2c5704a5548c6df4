import { RetryableError } from '@understudy/errors';
import { crashOnce, type CrashPoint } from '../src/index.ts';
import { tellStory, type Stage } from './story.ts';
import { createWorld, echo, everyVerb, EVERY_VERB_RESULT } from './world.ts';

/** The steps of `everyVerb` by the name of their operation, and what they count. */
const STEP_COUNTS = new Map([
  ['first', 'first'],
  ['sides.left/work', 'left'],
  ['sides.right/work', 'right'],
]);

/** A workflow ends the same wherever its invocations die, and repeats no step that has settled. */
export function describeCrashes(open: () => Promise<Stage>): void {
  it('ends the same when its invocation dies before or after any of its checkpoints', async () => {
    const points = await listCrashPoints(open);
    expect(points.length).toBeGreaterThan(50);
    for (const point of points) {
      const stage = await open();
      const world = createWorld();
      const crash = crashOnce(point);

      const { outcome } = await tellStory(
        everyVerb(world, stage),
        { hooks: crash, call: echo },
        stage,
      );

      const where = `${point.when} ${point.update}`;
      expect({ where, struck: crash.struck(), outcome }).toEqual({
        where,
        struck: true,
        outcome: { status: 'SUCCEEDED', result: EVERY_VERB_RESULT },
      });
      expectRepeats(point, world.counts);
      await stage.journal.close();
    }
  });

  it.each(['first', 'left', 'right', 'settle'])(
    'tries the step again when its function fails in a passing way: %s',
    async (step) => {
      const stage = await open();
      const world = createWorld();
      const count = world.count.bind(world);
      const failing = {
        ...world,
        count(name: string): number {
          const times = count(name);
          if (name === step && times === 1) throw new RetryableError('Crashed', 'inside the step');
          return times;
        },
      };

      const { outcome } = await tellStory(everyVerb(failing, stage), { call: echo }, stage);

      expect(outcome).toEqual({ status: 'SUCCEEDED', result: EVERY_VERB_RESULT });
      expect(world.counts.get(step)).toBe(step === 'settle' ? 5 : 2);
    },
  );
}

async function listCrashPoints(open: () => Promise<Stage>): Promise<CrashPoint[]> {
  const stage = await open();
  const seen: string[] = [];
  const hooks = { before: (names: readonly string[]) => void seen.push(...names) };
  const { outcome } = await tellStory(
    everyVerb(createWorld(), stage),
    { hooks, call: echo },
    stage,
  );
  expect(outcome).toEqual({ status: 'SUCCEEDED', result: EVERY_VERB_RESULT });
  expect(new Set(seen).size).toBe(seen.length);
  await stage.journal.close();
  return seen.flatMap((update): CrashPoint[] => [
    { when: 'before', update },
    { when: 'after', update },
  ]);
}

/** A step whose success is journaled never runs again; one whose success was lost runs once more. */
function expectRepeats(point: CrashPoint, counts: ReadonlyMap<string, number>): void {
  for (const [operation, counter] of STEP_COUNTS) {
    const lost = point.when === 'before' && point.update === `${operation}:SUCCEED`;
    const settled = point.when === 'after' && point.update === `${operation}:SUCCEED`;
    if (lost) expect(counts.get(counter)).toBe(2);
    if (settled) expect(counts.get(counter)).toBe(1);
  }
}
