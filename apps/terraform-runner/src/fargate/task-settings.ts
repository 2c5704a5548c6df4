import { TerminalError } from '@understudy/errors';
import * as z from 'zod';
import type { Variables } from '../process/child-environment.ts';

const TaskEnvironment = z.object({
  UNDERSTUDY_REQUEST: z
    .string()
    .min(1)
    .max(256 * 1024),
  UNDERSTUDY_CALLBACK_TOKEN: z.string().min(1).max(4096),
});

export interface TaskSettings {
  readonly request: string;
  readonly callbackToken: string;
}

/** What a task is started with, by its container overrides. */
export function readTaskSettings(variables: Variables = process.env): TaskSettings {
  const parsed = TaskEnvironment.safeParse(variables);
  if (parsed.success) {
    const { UNDERSTUDY_REQUEST: request, UNDERSTUDY_CALLBACK_TOKEN: callbackToken } = parsed.data;
    return { request, callbackToken };
  }
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TerminalError(
    'EnvironmentInvalid',
    'The task was started without its request; dr-orchestrator starts it. ' + problems.join('; '),
  );
}
