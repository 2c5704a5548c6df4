/** What an error may carry into a log: ids, expected and found; never a payload or a secret. */
export type ErrorFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface ErrorOptionsWithFields {
  readonly cause?: unknown;
  readonly fields?: ErrorFields;
}

/**
 * The root of our errors. `code` is stable and is what code compares (never `instanceof` across
 * bundles, never the message); `retryable` says whether doing the same again may help.
 * The message says what was expected, what was found and what to do.
 */
export class UnderstudyError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly fields: ErrorFields;

  constructor(code: string, retryable: boolean, message: string, options: ErrorOptionsWithFields) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.retryable = retryable;
    this.fields = options.fields ?? {};
  }
}

/** Doing the same again may help: throttling, a time-out, a service that is out for a moment. */
export class RetryableError extends UnderstudyError {
  constructor(code: string, message: string, options: ErrorOptionsWithFields = {}) {
    super(code, true, message, options);
  }
}

/** Doing the same again cannot help: invalid input, a lost lease, a refused permission. */
export class TerminalError extends UnderstudyError {
  constructor(code: string, message: string, options: ErrorOptionsWithFields = {}) {
    super(code, false, message, options);
  }
}
