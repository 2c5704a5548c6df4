import { RetryableError } from '@understudy/errors';
import { tellStory, type Stage } from './story.ts';

/** What every journal keeps of the verb `poll`. */
export function describePolls(open: () => Promise<Stage>): void {
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

  it.each([
    { everySeconds: 0.5, expected: 'one invocation as long as there is room', invocations: 1 },
    { everySeconds: 5, expected: 'another for its second chunk', invocations: 2 },
  ])(
    'gives a poll that looks every $everySeconds s $expected',
    async ({ everySeconds, invocations: expected }) => {
      const stage = await open();

      const { outcome, invocations } = await tellStory(
        (workflow) =>
          workflow.poll('brisk', async () => ({ met: false, last: 0 }), {
            everySeconds,
            timeoutSeconds: 40,
          }),
        { invocationSeconds: 60 },
        stage,
      );

      expect(outcome).toMatchObject({ status: 'SUCCEEDED', result: { outcome: 'timed-out' } });
      expect(invocations).toBe(expected);
    },
  );

  it('ends a poll that could see no more with what it saw in an earlier chunk', async () => {
    const stage = await open();
    let looks = 0;

    const { outcome } = await tellStory(
      (workflow) =>
        workflow.poll(
          'dim',
          async () => {
            if (++looks > 1) throw new RetryableError('Throttled', 'slow down');
            return { met: false, last: 'seen once' };
          },
          { everySeconds: 5, timeoutSeconds: 60 },
        ),
      {},
      stage,
    );

    expect(outcome).toMatchObject({ result: { outcome: 'timed-out', value: 'seen once' } });
    expect(looks).toBeGreaterThan(10);
  });

  it('never lets an invocation run out under a poll, however short it is', async () => {
    const stage = await open();
    const deaths: string[] = [];

    const { outcome, seconds } = await tellStory(
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
    // The step's 8 s and the poll's 60 s; an invocation that had died would have begun it anew.
    expect(seconds).toBeLessThan(72);
  });
}
