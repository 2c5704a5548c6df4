import type { OperationUpdate } from '@aws/durable-execution-sdk-js';
import { createCallbackId } from './callback-id.ts';
import {
  refuse,
  toTimestamp,
  type Execution,
  type JournalOperation,
  type Ruling,
} from './execution.ts';
import { endExecution } from './invocation-rules.ts';

type Update = OperationUpdate & { readonly Id: string };
type Outcome = JournalOperation | string;

/**
 * One update of one operation at `now`. What each type of operation may go through:
 * STEP START → (SUCCEED | FAIL | RETRY → READY → START …), CONTEXT START → SUCCEED | FAIL, and
 * WAIT, CALLBACK and CHAINED_INVOKE only START, because the service itself ends them.
 */
export function applyUpdate(execution: Execution, update: OperationUpdate, now: number): Ruling {
  const { Id } = update;
  if (Id === undefined || Id === '') return refuse('Operation update must have an Id.');
  if (update.Type === 'EXECUTION') return applyToExecution(execution, update, now);
  if (!hasValidParent(execution, update)) return refuse('Invalid parent operation id.');
  const known = execution.operations.get(Id);
  if (known && known.wire.Type !== update.Type) return refuse('Invalid operation type.');
  const outcome = transition(execution, { ...update, Id }, known, now);
  if (typeof outcome === 'string') return refuse(outcome);
  const operations = new Map(execution.operations).set(Id, outcome);
  return { accepted: true, execution: { ...execution, operations } };
}

function hasValidParent(execution: Execution, { ParentId }: OperationUpdate): boolean {
  if (ParentId === undefined) return true;
  return execution.operations.get(ParentId)?.wire.Type === 'CONTEXT';
}

/** A result too large for an answer is checkpointed; the SDK invents an id, the service ignores it. */
function applyToExecution(execution: Execution, update: OperationUpdate, now: number): Ruling {
  if (update.Action !== 'SUCCEED' && update.Action !== 'FAIL') {
    return refuse('Invalid EXECUTION action.');
  }
  const succeeded = update.Action === 'SUCCEED';
  const end = succeeded ? { result: update.Payload } : { error: update.Error ?? {} };
  return {
    accepted: true,
    execution: endExecution(execution, succeeded ? 'SUCCEEDED' : 'FAILED', end, now),
  };
}

function transition(
  execution: Execution,
  update: Update,
  known: JournalOperation | undefined,
  now: number,
): Outcome {
  switch (update.Type) {
    case 'STEP':
      return stepTransition(update, known, now);
    case 'CONTEXT':
      return contextTransition(update, known, now);
    case 'WAIT':
    case 'CALLBACK':
    case 'CHAINED_INVOKE':
      if (update.Action !== 'START') return `Invalid ${update.Type} action.`;
      if (known) return `Invalid current ${update.Type} state to start.`;
      return startByService(execution, update, now);
    default:
      return 'Invalid operation type.';
  }
}

function stepTransition(update: Update, known: JournalOperation | undefined, now: number): Outcome {
  const status = known?.wire.Status;
  const wire = known?.wire ?? started(update, now);
  // Counts tries that have ended: a crash inside a try repeats it under the same number.
  const Attempt = wire.StepDetails?.Attempt ?? 0;
  if (update.Action === 'START') {
    if (known && status !== 'READY') return 'Invalid current STEP state to start.';
    return { wire: { ...wire, Status: 'STARTED', StepDetails: { Attempt } } };
  }
  if (known && status !== 'STARTED' && status !== 'READY') {
    return 'Invalid current STEP state to close.';
  }
  const StepDetails = {
    Attempt: Attempt + 1,
    ...(update.Payload === undefined ? {} : { Result: update.Payload }),
    ...(update.Error ? { Error: update.Error } : {}),
  };
  if (update.Action === 'RETRY') {
    const seconds = update.StepOptions?.NextAttemptDelaySeconds;
    if (seconds === undefined || seconds < 1) return 'Invalid StepOptions for the given action.';
    const dueAtMilliseconds = now + seconds * 1_000;
    const NextAttemptTimestamp = toTimestamp(dueAtMilliseconds);
    const details = { ...StepDetails, NextAttemptTimestamp };
    return { wire: { ...wire, Status: 'PENDING', StepDetails: details }, dueAtMilliseconds };
  }
  const Status = endStatus(update);
  if (!Status) return 'Invalid STEP action.';
  return { wire: { ...wire, Status, EndTimestamp: toTimestamp(now), StepDetails } };
}

function contextTransition(
  update: Update,
  known: JournalOperation | undefined,
  now: number,
): Outcome {
  if (update.Action === 'START') {
    if (known) return 'Invalid current CONTEXT state to start.';
    return { wire: started(update, now) };
  }
  if (known && known.wire.Status !== 'STARTED') return 'Invalid current CONTEXT state to close.';
  const Status = endStatus(update);
  if (!Status) return 'Invalid CONTEXT action.';
  const ContextDetails = {
    ...(update.Payload === undefined ? {} : { Result: update.Payload }),
    ...(update.Error ? { Error: update.Error } : {}),
    ...(update.ContextOptions?.ReplayChildren ? { ReplayChildren: true } : {}),
  };
  const wire = known?.wire ?? started(update, now);
  return { wire: { ...wire, Status, EndTimestamp: toTimestamp(now), ContextDetails } };
}

function startByService(execution: Execution, update: Update, now: number): Outcome {
  const wire = started(update, now);
  if (update.Type === 'WAIT') {
    const seconds = update.WaitOptions?.WaitSeconds;
    if (seconds === undefined || seconds < 1) return 'Invalid WaitOptions for the given action.';
    const dueAtMilliseconds = now + seconds * 1_000;
    const WaitDetails = { ScheduledEndTimestamp: toTimestamp(dueAtMilliseconds) };
    return { wire: { ...wire, WaitDetails }, dueAtMilliseconds };
  }
  if (update.Type === 'CALLBACK') {
    const { TimeoutSeconds, HeartbeatTimeoutSeconds } = update.CallbackOptions ?? {};
    const CallbackDetails = { CallbackId: createCallbackId(execution.arn, update.Id) };
    return {
      wire: { ...wire, CallbackDetails },
      ...callbackTimes(now, TimeoutSeconds, HeartbeatTimeoutSeconds),
    };
  }
  const functionName = update.ChainedInvokeOptions?.FunctionName;
  if (!functionName) return 'Invalid ChainedInvokeOptions for the given action.';
  const payload = update.Payload === undefined ? {} : { payload: update.Payload };
  return { wire, call: { functionName, ...payload } };
}

/** Whichever comes first, the time-out or the missing heartbeat, ends a callback. */
export function callbackTimes(
  now: number,
  timeoutSeconds: number | undefined,
  heartbeatSeconds: number | undefined,
): Pick<JournalOperation, 'dueAtMilliseconds' | 'expiresAtMilliseconds' | 'heartbeatSeconds'> {
  const expiresAt = timeoutSeconds ? now + timeoutSeconds * 1_000 : undefined;
  const due = Math.min(expiresAt ?? Infinity, now + (heartbeatSeconds || Infinity) * 1_000);
  return {
    ...(due === Infinity ? {} : { dueAtMilliseconds: due }),
    ...(expiresAt === undefined ? {} : { expiresAtMilliseconds: expiresAt }),
    ...(heartbeatSeconds ? { heartbeatSeconds } : {}),
  };
}

function started(update: Update, now: number): JournalOperation['wire'] {
  return {
    Id: update.Id,
    ...(update.ParentId === undefined ? {} : { ParentId: update.ParentId }),
    ...(update.Name === undefined ? {} : { Name: update.Name }),
    Type: update.Type,
    ...(update.SubType === undefined ? {} : { SubType: update.SubType }),
    Status: 'STARTED',
    StartTimestamp: toTimestamp(now),
  };
}

function endStatus(update: Update): 'SUCCEEDED' | 'FAILED' | undefined {
  if (update.Action === 'SUCCEED') return 'SUCCEEDED';
  return update.Action === 'FAIL' ? 'FAILED' : undefined;
}
