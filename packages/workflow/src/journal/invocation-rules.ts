import type {
  DurableExecutionInvocationInput,
  DurableExecutionInvocationOutput,
  ErrorObject,
  WireOperation,
} from '@aws/durable-execution-sdk-js';
import {
  currentToken,
  EXECUTION_ID,
  toTimestamp,
  type Execution,
  type ExecutionStatus,
} from './execution.ts';
import { advance, dueAt } from './time-rules.ts';

/** Whether the service would start an invocation now: at first, and whenever there is news. */
export function wantsInvocation(execution: Execution): boolean {
  return execution.status === 'RUNNING' && (execution.turn === 0 || execution.unseen.length > 0);
}

/** A new invocation: the tokens of all earlier ones are stale from here on. */
export function startInvocation(
  before: Execution,
  now: number,
): { readonly execution: Execution; readonly event: DurableExecutionInvocationInput } {
  const present = advance(before, now);
  const execution = {
    ...present,
    turn: present.turn + 1,
    tokens: present.tokens + 1,
    unseen: [],
  };
  const event = {
    DurableExecutionArn: execution.arn,
    CheckpointToken: currentToken(execution),
    UpdatedOperationIds: [...present.unseen],
    InitialExecutionState: { Operations: visibleOperations(execution) },
  };
  return { execution, event };
}

/**
 * What an invocation is shown: not what lies inside contexts that have ended, whose result stands
 * for it, unless the context asked to be replayed. (Documented in the SDK's source.)
 */
export function visibleOperations(execution: Execution): WireOperation[] {
  const hidden = new Set<string>();
  const visible: WireOperation[] = [];
  for (const { wire } of execution.operations.values()) {
    const parent = wire.ParentId && execution.operations.get(wire.ParentId)?.wire;
    if (parent && (hidden.has(parent.Id) || isClosed(parent))) hidden.add(wire.Id);
    else visible.push(wire);
  }
  return visible;
}

function isClosed(context: WireOperation): boolean {
  const ended = context.Status === 'SUCCEEDED' || context.Status === 'FAILED';
  return ended && !context.ContextDetails?.ReplayChildren;
}

/**
 * What an invocation answered. Only the latest one (its turn) is heard: an older one that ends
 * late must not end the execution. PENDING with nothing to wait for fails it, rather than hang.
 */
export function finishInvocation(
  execution: Execution,
  turn: number,
  output: DurableExecutionInvocationOutput,
  now: number,
): Execution {
  if (execution.status !== 'RUNNING' || execution.turn !== turn) return execution;
  const status: string = output.Status;
  if (status === 'SUCCEEDED') {
    const result = 'Result' in output ? output.Result : undefined;
    return endExecution(execution, 'SUCCEEDED', { result }, now);
  }
  if (status === 'FAILED') {
    const error = 'Error' in output ? output.Error : {};
    return endExecution(execution, 'FAILED', { error }, now);
  }
  if (isWaiting(execution)) return execution;
  const error = {
    ErrorType: 'InvalidParameterValueException',
    ErrorMessage: 'Cannot return PENDING status with no pending operations.',
  };
  return endExecution(execution, 'FAILED', { error }, now);
}

function isWaiting(execution: Execution): boolean {
  if (execution.unseen.length > 0 || dueAt(execution) !== undefined) return true;
  return [...execution.operations.values()].some(
    ({ wire }) =>
      wire.Status === 'STARTED' && (wire.Type === 'CALLBACK' || wire.Type === 'CHAINED_INVOKE'),
  );
}

/** A person or the platform ends it: what runs goes on, but can journal nothing any more. */
export function stopExecution(execution: Execution, error: ErrorObject, now: number): Execution {
  if (execution.status !== 'RUNNING') return execution;
  return endExecution(execution, 'STOPPED', { error }, now);
}

export function endExecution(
  execution: Execution,
  status: Exclude<ExecutionStatus, 'RUNNING'>,
  end: { readonly result?: string | undefined; readonly error?: ErrorObject | undefined },
  now: number,
): Execution {
  const operations = new Map(execution.operations);
  const own = operations.get(EXECUTION_ID);
  if (own) {
    const wire = { ...own.wire, Status: status, EndTimestamp: toTimestamp(now) };
    operations.set(EXECUTION_ID, { wire });
  }
  return {
    ...execution,
    status,
    operations,
    unseen: [],
    endedAtMilliseconds: now,
    ...(end.result === undefined ? {} : { result: end.result }),
    ...(end.error === undefined ? {} : { error: end.error }),
  };
}
