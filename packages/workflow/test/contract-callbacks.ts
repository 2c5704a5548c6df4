import { completeCallback, crashOnce, heartbeatCallback, type OutsideEnd } from '../src/index.ts';
import { ARN, tellStory, type Stage } from './story.ts';

const OPTIONS = { timeoutSeconds: 3_600, silenceSeconds: 90 };

/** Something outside does it and answers: what every journal must do with that. */
export function describeCallbacks(open: () => Promise<Stage>): void {
  it.each([
    {
      end: { result: '{"built":3}' },
      result: { outcome: 'answered', answer: '{"built":3}' },
    },
    {
      end: { error: { ErrorType: 'DiskFull', ErrorMessage: 'no room' } },
      result: { outcome: 'failed', code: 'DiskFull', message: 'no room' },
    },
  ])('ends a callback with what it is answered: $result.outcome', async ({ end, result }) => {
    const stage = await open();

    const story = await tellStory(
      (workflow) =>
        workflow.callback('work', async (token) => endLater(stage, token, end), OPTIONS),
      {},
      stage,
    );

    expect(story.outcome).toEqual({ status: 'SUCCEEDED', result });
    expect(story.invocations).toBe(2);
  });

  it('waits no longer than its deadline, whatever signs of life there are', async () => {
    const stage = await open();

    const story = await tellStory(
      (workflow) => workflow.callback('work', async (token) => live(stage, token, 7_200), OPTIONS),
      {},
      stage,
    );

    expect(story.outcome).toEqual({ status: 'SUCCEEDED', result: { outcome: 'expired' } });
    expect(story.seconds).toBeGreaterThanOrEqual(3_600);
    expect(story.seconds).toBeLessThan(3_610);
  });

  it('ends a callback whose signs of life end, long before its deadline', async () => {
    const stage = await open();

    const story = await tellStory(
      (workflow) => workflow.callback('work', async (token) => live(stage, token, 300), OPTIONS),
      {},
      stage,
    );

    expect(story.outcome).toEqual({ status: 'SUCCEEDED', result: { outcome: 'expired' } });
    expect(story.seconds).toBeGreaterThanOrEqual(300 + 60);
    expect(story.seconds).toBeLessThan(300 + 95);
  });

  it.each(['before', 'after'] as const)(
    'submits the same token again when it dies %s the submission is remembered',
    async (when) => {
      const stage = await open();
      const tokens: string[] = [];
      const crash = crashOnce({ when, update: 'work:submit:SUCCEED' });

      const { outcome } = await tellStory(asking(stage, tokens), { hooks: crash }, stage);

      expect(crash.struck()).toBe(true);
      expect(outcome).toEqual({
        status: 'SUCCEEDED',
        result: { outcome: 'answered', answer: 'done' },
      });
      expect(tokens).toHaveLength(when === 'before' ? 2 : 1);
      expect(new Set(tokens).size).toBe(1);
    },
  );

  it('hands the token on after a death between opening and submitting', async () => {
    const stage = await open();
    const tokens: string[] = [];
    const crash = crashOnce({ when: 'after', update: 'work:START' });

    const { outcome } = await tellStory(asking(stage, tokens), { hooks: crash }, stage);

    expect(crash.struck()).toBe(true);
    expect(outcome).toMatchObject({ result: { outcome: 'answered' } });
    expect(tokens).toHaveLength(1);
  });
}

/** Asks the other side, and keeps the tokens that it was asked with. */
function asking(stage: Stage, tokens: string[]): Parameters<typeof tellStory>[0] {
  return (workflow) =>
    workflow.callback(
      'work',
      async (token) => {
        tokens.push(token);
        endLater(stage, token, { result: 'done' });
      },
      OPTIONS,
    );
}

/** The other side, which answers after 40 s; answering twice is refused and ignored. */
export function endLater({ clock, journal }: Stage, token: string, end: OutsideEnd): void {
  clock.schedule(clock.now() + 40_000, () => {
    void journal.change(ARN, (execution) => {
      const ruling = completeCallback(execution, token, end, clock.now());
      return { execution: ruling.accepted ? ruling.execution : execution, answer: undefined };
    });
  });
}

/** Says every 30 s that it is still at work, and then no more. */
function live(stage: Stage, token: string, seconds: number): void {
  const { clock, journal } = stage;
  const until = clock.now() + seconds * 1_000;
  const beat = (): void => {
    void journal.change(ARN, (execution) => {
      const ruling = heartbeatCallback(execution, token, clock.now());
      return { execution: ruling.accepted ? ruling.execution : execution, answer: undefined };
    });
    if (clock.now() + 30_000 <= until) clock.schedule(clock.now() + 30_000, beat);
  };
  clock.schedule(clock.now() + 30_000, beat);
}
