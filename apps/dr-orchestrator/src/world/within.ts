import type { Clock } from '@understudy/clock';
import { RetryableError, TerminalError } from '@understudy/errors';

/** How long what was aborted may take to end. */
const GRACE_SECONDS = 1;

const ENDED = new TerminalError('AskingEnded', 'what was asked has ended, and with it its calls');

/**
 * Asks for a bounded time: in a lost region nothing answers, and the tries of a client together
 * last longer than a look may. The signal is aborted when the time is over, or when the caller's is:
 * then it ends within the grace, for whoever called has seconds to settle and not the whole time.
 */
export async function within<T>(
  clock: Clock,
  seconds: number,
  ask: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const work = new AbortController();
  const timer = new AbortController();
  const grace = new AbortController();
  const stop = (): void => {
    work.abort(outer?.reason);
    timer.abort(ENDED);
  };
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  const asked = settle(ask, work.signal);
  try {
    const first = await Promise.race([asked, expire(clock, seconds, timer.signal)]);
    if (first) return first();
    work.abort(ENDED);
    // An aborted request settles at once: nothing of it is left when the caller goes on.
    await Promise.race([asked, expire(clock, GRACE_SECONDS, grace.signal)]);
    throw new RetryableError('NoAnswer', `no answer within ${seconds} s`);
  } finally {
    timer.abort(ENDED);
    grace.abort(ENDED);
    work.abort(ENDED);
    outer?.removeEventListener('abort', stop);
  }
}

/** The end of what was asked, as a thunk that returns or throws: a race cannot lose a rejection. */
async function settle<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<() => T> {
  try {
    const value = await ask(signal);
    return () => value;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

function expire(clock: Clock, seconds: number, signal: AbortSignal): Promise<undefined> {
  return clock.sleep(seconds * 1_000, signal).then(
    () => undefined,
    () => undefined,
  );
}
