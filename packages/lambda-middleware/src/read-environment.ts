import { TerminalError } from '@understudy/errors';
import type * as z from 'zod';

/** A function's environment: the process's own, or a simulated one's. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** All problems at once, at the cold start: a function that is set up wrongly must not half work. */
export function readEnvironment<T>(schema: z.ZodType<T>, variables: Variables): T {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TerminalError(
    'EnvironmentInvalid',
    `The function's environment is not complete; deploy it again with its functions.yml. ${problems.join('; ')}`,
  );
}
