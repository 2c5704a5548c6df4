import { hasCode } from '@understudy/errors';

/** An answer, or nothing where AWS says that there is no such thing: a finding, not a failure. */
export async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, 'NotFound')) return undefined;
    throw error;
  }
}
