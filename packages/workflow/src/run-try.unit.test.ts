import { createVirtualClock, type Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import { runTry, STOP_GRACE_SECONDS, type TryLimits } from './run-try.ts';
import type { StepScope } from './verbs.ts';

const LIMITS: TryLimits = {
  name: 'stop-old',
  attempt: 1,
  timeoutSeconds: 20,
  deadlineMilliseconds: 60_000,
};

function start<T>(
  run: (scope: StepScope, clock: Clock) => Promise<T>,
  limits: Partial<TryLimits> = {},
) {
  const clock = createVirtualClock(0);
  const ends: unknown[] = [];
  runTry(clock, (scope) => run(scope, clock), { ...LIMITS, ...limits }).then(
    (value) => ends.push({ value }),
    (thrown: { code?: string; retryable?: boolean }) =>
      ends.push({ code: thrown.code, retryable: thrown.retryable }),
  );
  return { clock, ends };
}

describe('a try', () => {
  it('gives the signal that is aborted as soon as the function has settled', async () => {
    let signal: AbortSignal | undefined;
    const { clock, ends } = start(async (scope) => {
      signal = scope.signal;
      return scope.signal.aborted;
    });

    await clock.advanceTo(1);

    expect(ends).toEqual([{ value: false }]);
    expect(signal?.aborted).toBe(true);
    expect(clock.pending()).toBe(0);
  });

  it('is aborted at its time-out and settles only when the function has', async () => {
    let settledAt = 0;
    const { clock, ends } = start(async ({ signal }, clock) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await clock.sleep(1_000);
      settledAt = clock.now();
      return 'too late';
    });

    await clock.advanceTo(20_500);
    const before = [...ends];
    await clock.advanceTo(21_500);

    expect(before).toEqual([]);
    expect(settledAt).toBe(21_000);
    expect(ends).toEqual([{ code: 'StepTimedOut', retryable: true }]);
  });

  it('fails for good when the function does not stop, since a second one would act beside it', async () => {
    const { clock, ends } = start(() => new Promise<never>(() => undefined));

    await clock.advanceTo(20_000 + STOP_GRACE_SECONDS * 1_000);

    expect(ends).toEqual([{ code: 'StepDidNotStop', retryable: false }]);
  });

  it('passes on what the function throws', async () => {
    const { clock, ends } = start(async () => {
      throw new TerminalError('NoSuchThing', 'no such thing');
    });

    await clock.advanceTo(1);

    expect(ends).toEqual([{ code: 'NoSuchThing', retryable: false }]);
  });

  it.each([
    { left: 'too little', deadlineMilliseconds: 4_000, runs: 0, at: 0 },
    { left: 'less than its time-out', deadlineMilliseconds: 15_000, runs: 1, at: 10_000 },
  ])(
    'ends before its invocation does: $left is left',
    async ({ deadlineMilliseconds, runs, at }) => {
      let ran = 0;
      const { clock, ends } = start(
        ({ signal }, clock) => {
          ran++;
          return clock.sleep(60_000, signal);
        },
        { deadlineMilliseconds },
      );

      await clock.advanceTo(at);

      expect(ends).toEqual([{ code: 'InvocationEnding', retryable: true }]);
      expect(ran).toBe(runs);
    },
  );
});
