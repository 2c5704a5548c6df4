import type { Clock } from '@understudy/clock';
import { RetryableError, TerminalError, type UnderstudyError } from '@understudy/errors';
import type { StepScope } from './verbs.ts';

/** How long an aborted function may take to settle. An abort ends a request within milliseconds. */
export const STOP_GRACE_SECONDS = 3;

/**
 * No try runs into the last seconds of its invocation: after them the platform freezes the
 * process with whatever is on the wire. Covers the grace above and the last checkpoints.
 */
export const INVOCATION_RESERVE_SECONDS = 5;

/** The code of a try that was cut short by its invocation: not the fault of what it did. */
export const INVOCATION_ENDING = 'InvocationEnding';

export interface TryLimits {
  readonly name: string;
  readonly attempt: number;
  readonly timeoutSeconds: number;
  /** The end of the invocation, in epoch milliseconds. */
  readonly deadlineMilliseconds: number;
}

const EXPIRED = Symbol('expired');

/**
 * Why a signal is aborted when nothing went wrong. Made once: steps end by the thousand in a
 * simulation, and an error, with its stack, is the dearest thing that a step would make.
 */
const TRY_ENDED = new TerminalError('StepEnded', 'the step has ended, and with it all its calls');

/**
 * One try of a step or one look of a poll. No call outlives its step: the promise settles only
 * when the function has; after its time the signal is aborted and the function awaited for a
 * bounded while. One that does not stop even then fails for good, because another try would act
 * beside it.
 */
export async function runTry<T>(
  clock: Clock,
  run: (scope: StepScope) => Promise<T>,
  limits: TryLimits,
): Promise<T> {
  const { name, attempt, timeoutSeconds } = limits;
  const leftMilliseconds =
    limits.deadlineMilliseconds - INVOCATION_RESERVE_SECONDS * 1_000 - clock.now();
  if (leftMilliseconds <= 0) throw invocationEnding(name);
  const milliseconds = Math.min(timeoutSeconds * 1_000, leftMilliseconds);

  const work = new AbortController();
  const timers = new AbortController();
  const settled = settle(run, { signal: work.signal, attempt });
  try {
    const first = await Promise.race([settled, expire(clock, milliseconds, timers.signal)]);
    if (first !== EXPIRED) return first();
    const reason = milliseconds === leftMilliseconds ? invocationEnding(name) : timedOut(limits);
    work.abort(reason);
    const late = await Promise.race([
      settled,
      expire(clock, STOP_GRACE_SECONDS * 1_000, timers.signal),
    ]);
    throw late === EXPIRED ? didNotStop(limits) : reason;
  } finally {
    timers.abort(TRY_ENDED);
    work.abort(TRY_ENDED);
  }
}

/** The function's end, as a thunk that returns or throws, so that a race cannot lose a rejection. */
async function settle<T>(
  run: (scope: StepScope) => Promise<T>,
  scope: StepScope,
): Promise<() => T> {
  try {
    const value = await run(scope);
    return () => value;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

function expire(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<typeof EXPIRED> {
  return clock.sleep(milliseconds, signal).then(
    () => EXPIRED,
    () => EXPIRED,
  );
}

function timedOut(limits: TryLimits): UnderstudyError {
  const { name, timeoutSeconds, attempt } = limits;
  return new RetryableError(
    'StepTimedOut',
    `"${name}" was expected to end within ${timeoutSeconds} s and was aborted; ` +
      'look at what it called, or give the step more time',
    { fields: { step: name, timeoutSeconds, attempt } },
  );
}

function didNotStop(limits: TryLimits): UnderstudyError {
  const { name, attempt } = limits;
  return new TerminalError(
    'StepDidNotStop',
    `"${name}" was expected to settle within ${STOP_GRACE_SECONDS} s of its abort and did not; ` +
      'pass its signal to every call it makes. It is not tried again, since the first try may still act',
    { fields: { step: name, attempt } },
  );
}

function invocationEnding(name: string): UnderstudyError {
  return new RetryableError(
    INVOCATION_ENDING,
    `"${name}" did not fit into what was left of its invocation; it goes on in the next one`,
    { fields: { step: name } },
  );
}
