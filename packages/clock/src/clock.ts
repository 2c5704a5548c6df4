/** The time, for code that must be told it. Epoch milliseconds throughout. */
export interface Clock {
  now(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Takes back what was scheduled; harmless when it has already run. */
export type Cancel = () => void;

/** A clock that also runs things at their time: what a simulated world lives on. */
export interface Scheduler extends Clock {
  /** Runs `task` at `atMilliseconds` (at once when that has passed); equal times keep their order. */
  schedule(atMilliseconds: number, task: () => void): Cancel;
}

/** Sleeping, for any scheduler. */
export function sleepOn(
  scheduler: Pick<Scheduler, 'now' | 'schedule'>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return rejectWithReason();
    const cancel = scheduler.schedule(scheduler.now() + milliseconds, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    function onAbort(): void {
      cancel();
      rejectWithReason();
    }
    function rejectWithReason(): void {
      // The reason is whatever the aborter gave: platform code rejects with it as it is, too.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal?.reason);
    }
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
