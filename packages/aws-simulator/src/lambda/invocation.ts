import type { Environment } from '../environment/create-environment.ts';

/** An error as Lambda answers it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** How an invocation ended. `payload` is JSON text; absent when the handler returned nothing. */
export type InvocationResult =
  | { readonly outcome: 'returned'; readonly payload?: string }
  | { readonly outcome: 'failed'; readonly error: FunctionError };

/**
 * How long an environment stays frozen: until the service needs it again, or milliseconds. Where
 * those outlast its invocation nobody gets it meanwhile, and what was under way goes on at its end.
 */
export type FreezeDuration = number | 'until-next-invocation';

/** One invocation: what the service knows of it, and what a fault can do to it. */
export interface Invocation {
  readonly id: string;
  readonly functionName: string;
  readonly version: string;
  readonly executionArn?: string;
  readonly environmentId: string;
  readonly cold: boolean;
  readonly startedAt: number;
  readonly deadlineMilliseconds: number;
  /** Set when it is over. */
  endedAt?: number;
  result?: InvocationResult;
  /** Kills the environment: nothing of it runs any more. */
  crash(): void;
  /** Stops the environment's code where it stands; nothing is lost. */
  freeze(duration: FreezeDuration): void;
  /** Resolves when the environment's code may run; never after a crash. */
  opened(): Promise<void>;
}

/** A handler's error as Lambda reports it. */
export function toFunctionError(thrown: unknown): FunctionError {
  if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) {
    return { errorType: 'Error', errorMessage: String(thrown) };
  }
  const { name, message, stack, code } = thrown as Error & { readonly code?: unknown };
  // Errors of the runtime itself carry their type as code.
  const runtime = typeof code === 'string' && code.startsWith('Runtime.');
  return {
    errorType: runtime ? code : name,
    errorMessage: message,
    trace: (stack ?? '').split('\n'),
  };
}

export function timedOut(id: string, timeoutSeconds: number): FunctionError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${id} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

export function exited(id: string): FunctionError {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${id} Error: Runtime exited without providing a reason`,
  };
}

/** An environment with what the service keeps about it. */
export interface PooledEnvironment {
  readonly environment: Environment;
  /** Told when the environment dies. */
  onDeath: (error?: unknown) => void;
}
