import type * as z from 'zod';

/** Of a value that is not as expected: enough to recognise it. */
const SHOWN_CHARACTERS_MAX = 80;

/** Each problem with the place and what was found there; five say enough. */
export function describeProblems(error: z.ZodError, input: unknown): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'it'}: ${message}; found ${at(input, path)}`)
    .join('; ');
}

/** What stands at a path, short enough for a log line. */
function at(input: unknown, path: readonly PropertyKey[]): string {
  let value = input;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= SHOWN_CHARACTERS_MAX
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS_MAX)}… (${text.length} characters)`;
}
