import {
  fromErrorRecord,
  isUnderstudyError,
  TerminalError,
  toErrorRecord,
  type ErrorRecord,
  type UnderstudyError,
} from '@understudy/errors';
import type { DurableSdk } from './durable-sdk.ts';

/** Causes are followed this far: the SDK nests one level for each child context. */
const CAUSE_DEPTH_MAX = 10;

/**
 * The error in the form that survives the journal. The SDK writes `errorData` of its own error
 * classes and drops everything of others, so ours travels inside one of its; its type becomes our
 * code, which is what a person sees in the console's history.
 */
export function toJournaledError(sdk: Pick<DurableSdk, 'StepError'>, thrown: unknown): Error {
  const record = recordInside(thrown) ?? toErrorRecord(thrown);
  const error = new sdk.StepError(record.message, undefined, JSON.stringify(record));
  Reflect.set(error, 'errorType', record.code);
  return error;
}

/** The error again: the same code, message and fields, live and replayed alike. */
export function fromJournaledError(thrown: unknown): UnderstudyError {
  if (isUnderstudyError(thrown)) return thrown;
  const record = recordInside(thrown);
  if (record) return fromErrorRecord(record);
  const { code, message } = toErrorRecord(thrown);
  return new TerminalError(code, message, { cause: thrown });
}

/** The record that one of our errors left in an error of the SDK, or in one of its causes. */
export function recordInside(thrown: unknown): ErrorRecord | undefined {
  let error: unknown = thrown;
  for (let depth = 0; depth < CAUSE_DEPTH_MAX && error instanceof Error; depth++) {
    const record = parseErrorRecord(Reflect.get(error, 'errorData'));
    if (record) return record;
    error = error.cause;
  }
  return undefined;
}

/** A record from the text that carried it; undefined when the text is something else. */
export function parseErrorRecord(text: unknown): ErrorRecord | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isErrorRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isErrorRecord(value: unknown): value is ErrorRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, retryable, fields } = value as Partial<ErrorRecord>;
  return (
    typeof code === 'string' &&
    typeof message === 'string' &&
    typeof retryable === 'boolean' &&
    typeof fields === 'object'
  );
}
