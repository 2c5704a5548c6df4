import type { ErrorObject } from '@aws/durable-execution-sdk-js';
import { callbackTimes } from './apply-update.ts';
import { parseCallbackId } from './callback-id.ts';
import {
  toTimestamp,
  type Execution,
  type JournalOperation,
  type JournalRefusal,
  type Ruling,
} from './execution.ts';
import { advance, withUnseen } from './time-rules.ts';

/** How something outside of the execution ended: a callback or a function that was called. */
export type OutsideEnd = { readonly result?: string } | { readonly error: ErrorObject };

/** Somebody answers a callback. One that is unknown, answered, or expired is refused. */
export function completeCallback(
  before: Execution,
  callbackId: string,
  end: OutsideEnd,
  now: number,
): Ruling {
  const execution = advance(before, now);
  const open = openCallback(execution, callbackId);
  if (!open) return { accepted: false, refusal: noSuchCallback() };
  const CallbackDetails = { ...open.wire.CallbackDetails, ...details(end) };
  return settle(execution, { ...ended(open, end, now), CallbackDetails });
}

/** Somebody says that a callback is still being worked on. */
export function heartbeatCallback(before: Execution, callbackId: string, now: number): Ruling {
  const execution = advance(before, now);
  const open = openCallback(execution, callbackId);
  if (!open) return { accepted: false, refusal: noSuchCallback() };
  const { expiresAtMilliseconds, heartbeatSeconds, wire } = open;
  const timeoutSeconds = expiresAtMilliseconds && (expiresAtMilliseconds - now) / 1_000;
  const operation = { wire, ...callbackTimes(now, timeoutSeconds, heartbeatSeconds) };
  const operations = new Map(execution.operations).set(wire.Id, operation);
  return { accepted: true, execution: { ...execution, operations } };
}

/** A called function has ended. Ending one twice changes nothing. */
export function completeInvoke(
  before: Execution,
  operationId: string,
  end: OutsideEnd,
  now: number,
): Execution {
  const execution = advance(before, now);
  const operation = execution.operations.get(operationId);
  if (operation?.wire.Type !== 'CHAINED_INVOKE' || operation.wire.Status !== 'STARTED') {
    return execution;
  }
  const ruling = settle(execution, {
    ...ended(operation, end, now),
    ChainedInvokeDetails: details(end),
  });
  return ruling.accepted ? ruling.execution : execution;
}

/** Calls that have been ordered and have not ended, for whoever carries them out. */
export function openCalls(execution: Execution): readonly {
  readonly operationId: string;
  readonly functionName: string;
  readonly payload?: string;
}[] {
  if (execution.status !== 'RUNNING') return [];
  return [...execution.operations.values()].flatMap(({ wire, call }) =>
    call && wire.Status === 'STARTED' ? [{ operationId: wire.Id, ...call }] : [],
  );
}

/** Callbacks that wait for an answer: their names by path, and their tokens. */
export function openCallbacks(
  execution: Execution,
): readonly { readonly name: string; readonly callbackId: string }[] {
  if (execution.status !== 'RUNNING') return [];
  return [...execution.operations.values()].flatMap(({ wire }) => {
    const callbackId = wire.CallbackDetails?.CallbackId;
    if (wire.Type !== 'CALLBACK' || wire.Status !== 'STARTED' || !callbackId) return [];
    return [{ name: wire.Name ?? '', callbackId }];
  });
}

function openCallback(execution: Execution, callbackId: string): JournalOperation | undefined {
  if (execution.status !== 'RUNNING') return undefined;
  const id = parseCallbackId(callbackId);
  if (id?.executionArn !== execution.arn) return undefined;
  const operation = execution.operations.get(id.operationId);
  const open = operation?.wire.Type === 'CALLBACK' && operation.wire.Status === 'STARTED';
  return open ? operation : undefined;
}

function ended(
  operation: JournalOperation,
  end: OutsideEnd,
  now: number,
): JournalOperation['wire'] {
  const Status = 'error' in end ? 'FAILED' : 'SUCCEEDED';
  return { ...operation.wire, Status, EndTimestamp: toTimestamp(now) };
}

function details(end: OutsideEnd): { Result?: string; Error?: ErrorObject } {
  if ('error' in end) return { Error: end.error };
  return end.result === undefined ? {} : { Result: end.result };
}

function settle(execution: Execution, wire: JournalOperation['wire']): Ruling {
  const operation = { wire };
  const operations = new Map(execution.operations).set(wire.Id, operation);
  return {
    accepted: true,
    execution: { ...execution, operations, unseen: withUnseen(execution, [operation]) },
  };
}

function noSuchCallback(): JournalRefusal {
  const message = 'Callback not found, already completed, or timed out.';
  return { name: 'ResourceNotFoundException', statusCode: 404, message };
}
