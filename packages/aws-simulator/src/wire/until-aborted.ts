/**
 * The promise, unless the signal is aborted before: then a rejection with what `toError` makes of
 * the signal's reason.
 */
export function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  toError: (reason: unknown) => unknown = (reason) => reason,
): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    // The caller chooses what its rejection is.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const onAbort = (): void => reject(toError(signal.reason));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    // A signal may outlive thousands of calls: none of them may stay behind on it. Who is answered
    // may abort at once: the listener is gone before, and makes no error that nobody reads.
    promise.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: Error) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}

/** What never comes: only the caller's patience ends the wait for it. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
