import type { ErrorObject } from '@aws/durable-execution-sdk-js';
import { fromErrorRecord, TerminalError, type UnderstudyError } from '@understudy/errors';
import type { Execution } from './journal/execution.ts';
import { parseErrorRecord } from './journaled-error.ts';

/** How an execution ended. */
export type LocalOutcome =
  | { readonly status: 'SUCCEEDED'; readonly result: unknown }
  | { readonly status: 'FAILED'; readonly error: UnderstudyError };

/** The outcome of an execution that has ended. */
export function outcomeOf(execution: Execution): LocalOutcome {
  if (execution.status !== 'SUCCEEDED') {
    return { status: 'FAILED', error: readErrorObject(execution.error ?? {}) };
  }
  const { result } = execution;
  return { status: 'SUCCEEDED', result: result ? JSON.parse(result) : undefined };
}

/** Our error from the service's form of it. */
export function readErrorObject(error: ErrorObject): UnderstudyError {
  const record = parseErrorRecord(error.ErrorData);
  if (record) return fromErrorRecord(record);
  const { ErrorType = 'UnknownError', ErrorMessage = 'the execution failed without a message' } =
    error;
  return new TerminalError(ErrorType, ErrorMessage);
}
