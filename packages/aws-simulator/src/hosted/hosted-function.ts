import type { Scheduler } from '@understudy/clock';

/** What a hosted function sees of its invocation, beside Lambda's own context. */
export interface HostedContext {
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  /** Of the world's time. */
  getRemainingTimeInMillis(): number;
  readonly region: string;
  /**
   * The function's environment as Lambda sets it, with `AWS_ENDPOINT_URL` and the keys of this very
   * invocation: whatever real process is given them acts with the function's role.
   */
  readonly variables: Readonly<Record<string, string>>;
  /** The world's time, which passes by itself. */
  readonly clock: Scheduler;
  /** Into the function's log, a line at a time. */
  log(line: string): void;
  /** Aborted when Lambda ends the environment. Real processes must be gone soon after. */
  readonly signal: AbortSignal;
}

/** A handler outside of the simulator: on real time, with real processes. */
export type HostedFunction = (event: unknown, context: HostedContext) => Promise<unknown>;

/** Functions that run outside of the simulator, and how they find back to it. */
export interface HostedFunctions {
  /** Where the HTTP door listens; asked at each invocation. */
  endpoint(): string;
  /** By the function's name, by the template's `Handler`, or by the repository of its image. */
  readonly functions: ReadonlyMap<string, HostedFunction>;
}
