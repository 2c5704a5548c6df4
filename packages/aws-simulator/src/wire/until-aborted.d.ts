/**
 * The promise, unless the signal is aborted before: then a rejection with what `toError` makes of
 * the signal's reason.
 */
export declare function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined, toError?: (reason: unknown) => unknown): Promise<T>;
/** What never comes: only the caller's patience ends the wait for it. */
export declare function never(): Promise<never>;
