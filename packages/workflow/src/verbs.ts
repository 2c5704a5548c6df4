import type { Clock } from '@understudy/clock';

/** Passed to the code of a step: everything it starts must end with this signal. */
export interface StepScope {
  /** Aborted when the step's time is up: no call outlives its step. */
  readonly signal: AbortSignal;
  /** 1 for the first try; higher after a failure of an earlier try of the same step. */
  readonly attempt: number;
}

export interface StepOptions {
  /** After this the step's signal is aborted and the try counts as failed. Default 20. */
  readonly timeoutSeconds?: number;
  /** Tries in all, for retryable errors only; terminal errors end the step at once. Default 3. */
  readonly attempts?: number;
  /** Seconds before try 2, doubled for each further one. Default 1. */
  readonly backoffSeconds?: number;
}

/** What one look of a poll says. */
export type PollLook<T> =
  { readonly met: true; readonly value: T } | { readonly met: false; readonly last: T };

export interface PollOptions {
  /** For the first quarter of an hour; then less and less often. */
  readonly everySeconds: number;
  readonly timeoutSeconds: number;
}

/** A poll ends with what was looked for, or with the last thing seen before its time was up. */
export type PollResult<T> = {
  readonly outcome: 'met' | 'timed-out';
  readonly value: T;
  readonly waitedSeconds: number;
};

export type ApprovalResult =
  | { readonly outcome: 'approved' | 'refused'; readonly by: string; readonly comment: string }
  | { readonly outcome: 'expired' };

export interface CallbackOptions {
  /** The longest wait for the answer, from when the callback was opened. */
  readonly timeoutSeconds: number;
  /** The longest wait for a sign of life of whoever works on it. Absent: none is expected. */
  readonly silenceSeconds?: number;
}

/** `answer` is what was sent, as text. `expired`: no answer in time, or no sign of life. */
export type CallbackResult =
  | { readonly outcome: 'answered'; readonly answer: string | undefined }
  | { readonly outcome: 'failed'; readonly code: string; readonly message: string }
  | { readonly outcome: 'expired' };

/**
 * What workflow code sees of the durable engine. Outside the functions passed to `step`, `poll`,
 * `callback` and `approval` the code must be deterministic: no clock, randomness, I/O or environment. Every name
 * is unique within its workflow or branch, at most 64 characters.
 */
export interface Workflow {
  /** Runs once to success, then is remembered; may run again after a crash (rule 7). */
  step<T>(name: string, run: (scope: StepScope) => Promise<T>, options?: StepOptions): Promise<T>;
  /** Waits without compute. */
  wait(name: string, seconds: number): Promise<void>;
  /** Looks again and again until a condition or a deadline. */
  poll<T>(
    name: string,
    look: (scope: StepScope) => Promise<PollLook<T>>,
    options: PollOptions,
  ): Promise<PollResult<T>>;
  /** Runs branches side by side; settles when all have; throws the first failure by branch order. */
  parallel<T>(
    name: string,
    branches: Readonly<Record<string, (branch: Workflow) => Promise<T>>>,
  ): Promise<Readonly<Record<string, T>>>;
  /** Calls another function and waits for its result. */
  call<T>(name: string, functionArn: string, payload: unknown): Promise<T>;
  /**
   * Has something outside do it, and waits for its answer without compute. `submit` hands the token
   * on; it may run again after a crash, with the same token, and must not begin a second work.
   */
  callback(
    name: string,
    submit: (token: string, scope: StepScope) => Promise<void>,
    options: CallbackOptions,
  ): Promise<CallbackResult>;
  /** Asks a person: `announce` gets the token by which the answer comes back. */
  approval(
    name: string,
    announce: (token: string, scope: StepScope) => Promise<void>,
    options: { readonly timeoutSeconds: number },
  ): Promise<ApprovalResult>;
  /** The time, remembered. Epoch milliseconds. */
  now(name: string): Promise<number>;
}

/** One invocation of a durable execution: what is true for this run of the code only. */
export interface Invocation {
  /** The execution's ARN: the same for all its invocations. */
  readonly executionArn: string;
  /** When the platform will end this invocation, in epoch milliseconds. */
  readonly deadlineMilliseconds: number;
  readonly requestId: string;
  /** Operations that the journal held when it began: it grows when the execution gets on. */
  readonly journaled: number;
  readonly clock: Clock;
}
