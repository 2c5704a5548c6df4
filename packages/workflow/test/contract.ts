import { TerminalError } from '@understudy/errors';
import { hostWorkflow, startInvocation } from '../src/index.ts';
import { ARN, playOut, tellStory, type Stage } from './story.ts';
import { describeCallbacks, endLater } from './contract-callbacks.ts';
import { describeCrashes } from './contract-crashes.ts';
import { describePolls } from './contract-polls.ts';
import { answerLater } from './world.ts';

/** What every journal must do. `open` gives a fresh stage for each story. */
export function describeJournal(name: string, open: () => Promise<Stage>): void {
  describe(`a workflow on the ${name} journal`, () => {
    describeCrashes(open);
    describeProgress(open);
    describePolls(open);
    describeParallel(open);
    describeCallbacks(open);
    describeApprovals(open);
    describeErrors(open);
    describeOverlap(open);
  });
}

function describeProgress(open: () => Promise<Stage>): void {
  it('tells each invocation how much was journaled before it', async () => {
    const stage = await open();
    const journaled: number[] = [];

    await tellStory(
      async (workflow, _input, invocation) => {
        journaled.push(invocation.journaled);
        await workflow.step('first', async () => 1);
        await workflow.wait('breathe', 30);
        await workflow.step('second', async () => 2);
        await workflow.wait('breathe again', 30);
      },
      {},
      stage,
    );

    expect(journaled).toHaveLength(3);
    expect(journaled).toEqual(journaled.toSorted((one, other) => one - other));
    expect(new Set(journaled).size).toBe(3);
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

  it('hears a refusal in an approval that somebody failed', async () => {
    const stage = await open();
    const error = { ErrorType: 'Denied', ErrorMessage: 'not tonight' };

    const story = await tellStory(
      (workflow) =>
        workflow.approval('ask', async (token) => endLater(stage, token, { error }), {
          timeoutSeconds: 600,
        }),
      {},
      stage,
    );

    const result = { outcome: 'refused', by: 'unknown', comment: 'not tonight' };
    expect(story.outcome).toEqual({ status: 'SUCCEEDED', result });
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
  // While the story's first invocation is inside its first step, another one is started, so the
  // first is the older and dies at its next checkpoint. Its runner starts a third a second later.
  it.each([
    { overtaker: 'is quick and does the rest', seconds: 0.2, did: ['overtaker'], end: 'SUCCEEDED' },
    { overtaker: 'is slow and loses in turn', seconds: 9, did: ['story'], end: 'died' },
  ])(
    'lets only the newest of several invocations go on: the overtaker $overtaker',
    async ({ seconds, did, end }) => {
      const stage = await open();
      const { clock, journal } = stage;
      const effects: string[] = [];
      let overtaking: Promise<unknown> | undefined;
      const overtaker = hostWorkflow(
        async (workflow) => {
          await workflow.step('held', async () => clock.sleep(seconds * 1_000));
          await workflow.step('next', async () => void effects.push('overtaker'));
        },
        { clock, sdk: stage.sdk, client: stage.client({}) },
      );

      const { outcome, invocations } = await tellStory(
        async (workflow) => {
          await workflow.step('held', async () => {
            if (overtaking) return;
            const event = await journal.change(ARN, (before) => {
              const { execution, event: started } = startInvocation(before, clock.now());
              return { execution, answer: started };
            });
            overtaking = overtaker(event, overtakerContext()).then(
              ({ Status }) => Status,
              () => 'died',
            );
          });
          await workflow.step('next', async () => void effects.push('story'));
          return 'done';
        },
        {},
        stage,
      );

      expect(outcome).toEqual({ status: 'SUCCEEDED', result: 'done' });
      expect(invocations).toBe(2);
      expect(await playOut(stage, Promise.resolve(overtaking))).toBe(end);
      expect(effects).toEqual(did);
    },
  );
}

type Context = Parameters<ReturnType<typeof hostWorkflow>>[1];

function overtakerContext(): Context {
  const context = { awsRequestId: 'overtaker', getRemainingTimeInMillis: () => 60_000 };
  return context as Partial<Context> as Context;
}
