import type { ErrorObject, WireOperation } from '@aws/durable-execution-sdk-js';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'STOPPED' | 'TIMED_OUT';

/** One operation: what the SDK sees of it, and what only the service knows. */
export interface JournalOperation {
  /** As it goes over the wire; timestamps are ISO 8601 text, so that it survives JSON. */
  readonly wire: WireOperation & { readonly Id: string };
  /** When time alone changes it next: a wait ends, a retry is ready, a callback expires. */
  readonly dueAtMilliseconds?: number;
  /** CALLBACK: the time-out that no heartbeat moves, and how long each heartbeat is good for. */
  readonly expiresAtMilliseconds?: number;
  readonly heartbeatSeconds?: number;
  /** CHAINED_INVOKE: what to call with what. */
  readonly call?: { readonly functionName: string; readonly payload?: string };
}

/** One durable execution, as plain immutable data: every rule returns a new one. */
export interface Execution {
  readonly arn: string;
  readonly status: ExecutionStatus;
  /** By id, in the order in which they were made; the first is the execution itself. */
  readonly operations: ReadonlyMap<string, JournalOperation>;
  /** Invocations started so far. */
  readonly turn: number;
  /** Tokens given out so far; only the last one is good. */
  readonly tokens: number;
  /** Operations that the service changed since the code was last told. Any: it must be told. */
  readonly unseen: readonly string[];
  readonly startedAtMilliseconds: number;
  readonly endedAtMilliseconds?: number;
  readonly result?: string;
  readonly error?: ErrorObject;
}

/** The service's answer to what it does not accept. */
export interface JournalRefusal {
  readonly name: 'InvalidParameterValueException' | 'ResourceNotFoundException';
  readonly statusCode: 400 | 404;
  readonly message: string;
}

/** What a rule makes of a request. */
export type Ruling =
  | { readonly accepted: true; readonly execution: Execution }
  | { readonly accepted: false; readonly refusal: JournalRefusal };

/** The operation that stands for the execution itself. */
export const EXECUTION_ID = 'execution';

/** A new execution that nothing has run for yet. `input` is the payload as JSON text. */
export function createExecution(arn: string, input: string | undefined, now: number): Execution {
  const wire = {
    Id: EXECUTION_ID,
    Type: 'EXECUTION' as const,
    Status: 'STARTED' as const,
    StartTimestamp: toTimestamp(now),
    ExecutionDetails: input === undefined ? {} : { InputPayload: input },
  };
  return {
    arn,
    status: 'RUNNING',
    operations: new Map([[EXECUTION_ID, { wire }]]),
    turn: 0,
    tokens: 0,
    unseen: [],
    startedAtMilliseconds: now,
  };
}

export function toTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function refuse(message: string): { accepted: false; refusal: JournalRefusal } {
  const name = 'InvalidParameterValueException';
  return { accepted: false, refusal: { name, statusCode: 400, message } };
}

/** The only token that the service still takes. Opaque to everybody else. */
export function currentToken(execution: Execution): string {
  return `${execution.turn}.${execution.tokens}`;
}

/** The names from the outermost branch down to the operation: unique within the execution. */
export function operationPath(execution: Execution, name: string, parentId?: string): string {
  const parent = parentId === undefined ? undefined : execution.operations.get(parentId)?.wire;
  return parent ? `${operationPath(execution, parent.Name ?? '', parent.ParentId)}/${name}` : name;
}
