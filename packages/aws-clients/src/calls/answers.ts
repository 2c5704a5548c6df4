import { RetryableError } from '@understudy/errors';

/** A part of an answer that AWS documents as always present. Its absence is no fact to decide on. */
export function present<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new RetryableError(
    'UnexpectedAnswer',
    `${what}: expected it in AWS's answer, found it missing. Ask again.`,
    { fields: { what } },
  );
}

/** A word of a closed list. A word that is not in it is no fact to decide on either. */
export function oneOf<T extends string>(value: unknown, words: readonly T[], what: string): T {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new RetryableError(
    'UnexpectedAnswer',
    `${what}: expected ${words.join(', ')}, found ${String(value)}. Look at it by hand.`,
    { fields: { what, found: String(value) } },
  );
}
