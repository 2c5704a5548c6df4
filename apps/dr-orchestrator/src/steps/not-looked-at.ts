import { toErrorRecord } from '@understudy/errors';

import type { StepFinding } from './step-kind.ts';

/** Of a finding, as the messages between functions bound it. */
const WORDS_MAX = 4_096;

/**
 * What could not be looked at is known to nobody, and never green. Where asking again would change
 * nothing (a right or a function that is missing) that itself is what was found.
 */
export function notLookedAt(check: string, thrown: unknown, repair?: string): StepFinding {
  const { code, message, retryable } = toErrorRecord(thrown);
  const words = `It could not be looked at: ${code}: ${message}`.slice(0, WORDS_MAX);
  if (retryable) return { check, mark: 'unknown', words };
  return { check, mark: 'failed', words, ...(repair === undefined ? {} : { repair }) };
}
