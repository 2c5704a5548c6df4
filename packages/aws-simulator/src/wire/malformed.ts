import { AwsFault } from '../kernel/aws-fault.ts';

/**
 * How deep a value may nest. DynamoDB's own limit of 32 levels takes three of ours each; a request
 * beyond this is an attack on the stack, not a value.
 */
export const NESTING_LEVELS_MAX = 200;

/** The request cannot be read as its operation's input. */
export function malformed(expected: string, found: unknown): AwsFault {
  const shown = typeof found === 'string' ? JSON.stringify(found.slice(0, 60)) : typeof found;
  return new AwsFault(
    'SerializationException',
    400,
    `The request could not be read: expected ${expected}, found ${shown}.`,
  );
}

export function refuseDeeperThanAllowed(level: number): void {
  if (level > NESTING_LEVELS_MAX) {
    throw malformed(`at most ${NESTING_LEVELS_MAX} nested levels`, level);
  }
}
