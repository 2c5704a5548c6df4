import { RetryableError, TerminalError } from '@understudy/errors';
import { crashOnce, startInvocation, type CrashPoint } from '../src/index.ts';
import { ARN, playOut, tellStory, type Stage } from './story.ts';
import { answerLater, codeOf, createWorld, echo, everyVerb, EVERY_VERB_RESULT } from './world.ts';
import { hostWorkflow } from '../src/index.ts';

/** The steps of `everyVerb` by the name of their operation, and what they count. */
const STEP_COUNTS = new Map([
  ['first', 'first'],
  ['sides.left/work', 'left'],
  ['sides.right/work', 'right'],
]);

/** What every journal must do. `open` gives a fresh stage for each story. */
export function describeJournal(name: string, open: () => Promise<Stage>): void {
  describe(`a workflow on the ${name} journal`, () => {
    describeCrashes(open);
    describePolls(open);
    describeParallel(open);
    describeApprovals(open);
    describeErrors(open);
    describeOverlap(open);
  });
}

function describeCrashes(open: () => Promise<Stage>): void {
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

function describePolls(open: () => Promise<Stage>): void {
  it('ends a poll at its deadline with the last thing seen, counted over its chunks', async () => {
    const stage = await open();
    let looks = 0;

    const { outcome, invocations } = await tellStory(
      (workflow) =>
        workflow.poll('never', async () => ({ met: false, last: ++looks }), {
          everySeconds: 5,
          timeoutSeconds: 100,
        }),
      {},
      stage,
    );

    expect(outcome).toEqual({
      status: 'SUCCEEDED',
      result: { outcome: 'timed-out', value: looks, waitedSeconds: expect.any(Number) },
    });
    const { waitedSeconds } = (outcome as { result: { waitedSeconds: number } }).result;
    expect(waitedSeconds).toBeGreaterThanOrEqual(100);
    expect(waitedSeconds).toBeLessThan(101);
    expect(looks).toBeGreaterThanOrEqual(20);
    expect(invocations).toBeGreaterThan(3);
  });

  it('never lets an invocation run out under a poll, however short it is', async () => {
    const stage = await open();
    const deaths: string[] = [];

    const { outcome } = await tellStory(
      async (workflow, _input, invocation) => {
        await workflow.step('busy', () => invocation.clock.sleep(8_000));
        const result = await workflow.poll(
          'slow',
          async () => {
            if (invocation.clock.now() >= invocation.deadlineMilliseconds) deaths.push('late');
            return { met: false, last: 0 };
          },
          { everySeconds: 1, timeoutSeconds: 60 },
        );
        return result.outcome;
      },
      { invocationSeconds: 18 },
      stage,
    );

    expect(outcome).toEqual({ status: 'SUCCEEDED', result: 'timed-out' });
    expect(deaths).toEqual([]);
  });
}

function describeParallel(open: () => Promise<Stage>): void {
  it('lets all branches settle and throws the first failure by order of branches', async () => {
    const stage = await open();
    const ended: string[] = [];

    const { outcome } = await tellStory(
      (workflow) =>
        workflow.parallel('sides', {
          slow: async (branch) => {
            await branch.wait('first', 60);
            return branch.step('end', async () => void ended.push('slow'));
          },
          later: async (branch) => {
            await branch.wait('first', 20);
            throw new TerminalError('LaterFailed', 'no', { fields: { zone: 'a' } });
          },
          sooner: (branch) =>
            branch.step('end', async () => {
              throw new TerminalError('SoonerFailed', 'no');
            }),
        }),
      {},
      stage,
    );

    expect(ended).toEqual(['slow']);
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: { code: 'LaterFailed', message: 'no', fields: { zone: 'a' }, retryable: false },
    });
  });
}

function describeApprovals(open: () => Promise<Stage>): void {
  it.each(['approved', 'refused'] as const)('hears a person who has %s', async (outcome) => {
    const stage = await open();

    const story = await tellStory(
      (workflow) =>
        workflow.approval(
          'ask',
          async (token) => answerLater(stage, token, { outcome, by: 'ada', comment: 'so be it' }),
          { timeoutSeconds: 600 },
        ),
      {},
      stage,
    );

    const result = { outcome, by: 'ada', comment: 'so be it' };
    expect(story.outcome).toEqual({ status: 'SUCCEEDED', result });
    expect(story.seconds).toBeLessThan(10);
  });

  it('lets an approval that nobody answers expire', async () => {
    const stage = await open();

    const story = await tellStory(
      (workflow) => workflow.approval('ask', async () => undefined, { timeoutSeconds: 600 }),
      {},
      stage,
    );

    expect(story.outcome).toEqual({ status: 'SUCCEEDED', result: { outcome: 'expired' } });
    expect(story.seconds).toBeGreaterThanOrEqual(600);
  });
}

function describeErrors(open: () => Promise<Stage>): void {
  it('throws at every replay the same error by code, message and fields', async () => {
    const stage = await open();
    const seen: unknown[] = [];

    const { invocations } = await tellStory(
      async (workflow) => {
        try {
          await workflow.step('doomed', async () => {
            throw new TerminalError('Doomed', 'it cannot be', { fields: { side: 'left' } });
          });
        } catch (thrown) {
          const { name, message, code, fields, retryable } = thrown as TerminalError;
          seen.push({ name, message, code, fields, retryable });
        }
        await workflow.wait('a', 10);
        await workflow.wait('b', 10);
      },
      {},
      stage,
    );

    expect(invocations).toBe(3);
    const error = { name: 'Doomed', message: 'it cannot be', code: 'Doomed', retryable: false };
    expect(seen).toEqual(Array(3).fill({ ...error, fields: { side: 'left' } }));
  });
}

function describeOverlap(open: () => Promise<Stage>): void {
  it('lets the newer of two invocations go on and the older journal nothing', async () => {
    const stage = await open();
    const effects: string[] = [];
    const { clock, journal } = stage;
    let ghostEnd: Promise<unknown> = Promise.resolve('not started');
    const handler = hostWorkflow(
      async (workflow) => {
        await workflow.step('held', async () => clock.sleep(1_000));
        await workflow.step('next', async () => void effects.push('ghost'));
      },
      { clock, sdk: stage.sdk, client: stage.client({}) },
    );

    // The ghost is invoked first, inside the story's first step, with a turn of its own; the
    // story's invocation that was under way is thereby the older one and loses.
    const { outcome } = await tellStory(
      async (workflow) => {
        await workflow.step('held', async () => {
          if (effects.length === 0) {
            effects.push('overtaken');
            const event = await journal.change(ARN, (before) => {
              const { execution, event: started } = startInvocation(before, clock.now());
              return { execution, answer: started };
            });
            ghostEnd = handler(event, ghostContext()).catch(codeOf);
          }
        });
        await workflow.step('next', async () => void effects.push('story'));
        return 'done';
      },
      {},
      stage,
    );

    expect(outcome).toEqual({ status: 'SUCCEEDED', result: 'done' });
    // The story's runner starts a third turn, so the ghost loses in its turn; one of them did it.
    await playOut(stage, ghostEnd);
    expect(effects.filter((effect) => effect !== 'overtaken').length).toBe(1);
  });
}

type Context = Parameters<ReturnType<typeof hostWorkflow>>[1];

function ghostContext(): Context {
  const context = { awsRequestId: 'ghost', getRemainingTimeInMillis: () => 60_000 };
  return context as Partial<Context> as Context;
}
