import { toErrorRecord, RetryableError, TerminalError } from '@understudy/errors';
import { tellStory } from '../test/story.ts';
import { decideRetry } from './step.ts';

const PASSING = toErrorRecord(new RetryableError('Throttled', 'slow down'));
const FINAL = toErrorRecord(new TerminalError('Denied', 'no'));
const CUT = { ...PASSING, code: 'InvocationEnding' };

describe('retrying a step', () => {
  it.each([
    { failure: 'a terminal one', record: FINAL, attempt: 1, options: {}, delay: undefined },
    { failure: 'the first', record: PASSING, attempt: 1, options: {}, delay: 1 },
    { failure: 'the second', record: PASSING, attempt: 2, options: {}, delay: 2 },
    { failure: 'the last', record: PASSING, attempt: 3, options: {}, delay: undefined },
    {
      failure: 'rounded up',
      record: PASSING,
      attempt: 1,
      options: { backoffSeconds: 1.5 },
      delay: 2,
    },
    { failure: 'bounded', record: PASSING, attempt: 8, options: { attempts: 9 }, delay: 30 },
    { failure: 'a cut of the last try', record: CUT, attempt: 3, options: {}, delay: 1 },
    { failure: 'one cut too many', record: CUT, attempt: 6, options: {}, delay: undefined },
  ])('waits $delay s after $failure', ({ record, attempt, options, delay }) => {
    const decision = decideRetry(record, attempt, options);

    expect(decision.shouldRetry).toBe(delay !== undefined);
    expect(decision.delay?.seconds).toBe(delay);
  });

  it('counts its tries and spaces them by durable waits', async () => {
    const attempts: unknown[] = [];

    const { outcome, invocations } = await tellStory(async (workflow, _, { clock }) => {
      const begun = await workflow.now('begun');
      await workflow.step('flaky', async ({ attempt }) => {
        attempts.push([attempt, Math.floor((clock.now() - begun) / 1_000)]);
        throw new RetryableError('Throttled', 'slow down', { fields: { api: 'ec2' } });
      });
    });

    expect(attempts).toEqual([
      [1, 0],
      [2, 1],
      [3, 3],
    ]);
    expect(invocations).toBe(3);
    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: { code: 'Throttled', retryable: true, fields: { api: 'ec2' } },
    });
  });

  it('goes on in the next invocation when its own has no time left for it', async () => {
    const tries: number[] = [];

    const { outcome, invocations } = await tellStory(
      async (workflow, _, { clock }) => {
        for (const name of ['a', 'b', 'c', 'd']) {
          await workflow.step(name, async ({ signal, attempt }) => {
            await clock.sleep(10_000, signal);
            tries.push(attempt);
          });
        }
        return 'done';
      },
      { invocationSeconds: 30 },
    );

    expect(outcome).toEqual({ status: 'SUCCEEDED', result: 'done' });
    expect(tries).toEqual([1, 1, 2, 1]);
    expect(invocations).toBe(2);
  });
});
