import { TerminalError } from '@understudy/errors';

/** The template asks for something that cannot be deployed here. */
export function invalidTemplate(expected: string, found: string): TerminalError {
  return new TerminalError(
    'InvalidTemplate',
    `Expected ${expected} in the template, found ${found}. Correct the template, or give the value to deployStack.`,
  );
}

/** Silently ignoring a resource would let a test pass that the real stack fails. */
export function unknownResourceType(type: string, logicalId: string): TerminalError {
  return new TerminalError(
    'UnknownResourceType',
    `Expected a resource type that the simulator deploys, found ${type} (${logicalId}). Add it to ` +
      'src/deployment/resource-types.ts, or to the list of those that are ignored on purpose.',
    { fields: { type, logicalId } },
  );
}
