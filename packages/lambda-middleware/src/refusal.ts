import { isUnderstudyError, type UnderstudyError } from '@understudy/errors';

/** The answer to input or an order that is not valid. The delivery is acknowledged: no retry helps. */
export interface Refusal {
  readonly outcome: 'refused';
  /** The stable code of what was wrong. */
  readonly reason: string;
  /** What was expected and what was found. */
  readonly sentence: string;
}

/**
 * A mistake of whoever sent the input, not of ours. Only a terminal error of ours counts: anything
 * else while parsing is a bug, and a bug must be loud.
 */
export function isMistake(thrown: unknown): thrown is UnderstudyError {
  return isUnderstudyError(thrown) && !thrown.retryable;
}

export function toRefusal({ code, message }: UnderstudyError): Refusal {
  return { outcome: 'refused', reason: code, sentence: message };
}
