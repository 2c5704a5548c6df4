import {
  RetryableError,
  TerminalError,
  type UnderstudyError,
  type ErrorFields,
} from './understudy-error.ts';

/** An error as data: for journals, timelines and logs. Survives JSON. */
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly fields: ErrorFields;
}

/** The longest message kept in a record: a timeline entry must stay far below DynamoDB's 400 KB. */
const MESSAGE_CHARACTERS_MAX = 2_000;

/** The error that was thrown, whatever it was, as data. */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  if (isUnderstudyError(thrown)) {
    const { code, message, retryable, fields } = thrown;
    return { code, message: bounded(message), retryable, fields };
  }
  if (thrown instanceof Error) {
    return { code: thrown.name, message: bounded(thrown.message), retryable: false, fields: {} };
  }
  return { code: 'UnknownError', message: bounded(String(thrown)), retryable: false, fields: {} };
}

/** The error again, after a journal or a wire carried it as data. */
export function fromErrorRecord(record: ErrorRecord): UnderstudyError {
  const ErrorType = record.retryable ? RetryableError : TerminalError;
  return new ErrorType(record.code, record.message, { fields: record.fields });
}

/** Compared by shape, not by class: two bundles of one program have two copies of the class. */
export function isUnderstudyError(thrown: unknown): thrown is UnderstudyError {
  return (
    thrown instanceof Error &&
    typeof Reflect.get(thrown, 'code') === 'string' &&
    typeof Reflect.get(thrown, 'retryable') === 'boolean'
  );
}

/** Whether the error carries this stable code. */
export function hasCode(thrown: unknown, code: string): boolean {
  return isUnderstudyError(thrown) && thrown.code === code;
}

function bounded(text: string): string {
  return text.length <= MESSAGE_CHARACTERS_MAX ? text : `${text.slice(0, MESSAGE_CHARACTERS_MAX)}…`;
}
