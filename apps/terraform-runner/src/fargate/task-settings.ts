import { TerminalError } from '@understudy/errors';
import type { Variables } from '@understudy/lambda-middleware';
import * as z from 'zod';

/** Where a request lies that is too long for a task's environment. */
const RequestObject = z.strictObject({
  bucket: z.string().min(3).max(63),
  key: z
    .string()
    .max(1024)
    .regex(/^understudy\/requests\//, 'a key beneath understudy/requests/'),
});

const TaskEnvironment = z
  .object({
    UNDERSTUDY_REQUEST: z
      .string()
      .min(1)
      .max(256 * 1024)
      .optional(),
    UNDERSTUDY_REQUEST_OBJECT: z
      .string()
      .max(2048)
      .transform(parseJson)
      .pipe(RequestObject)
      .optional(),
    UNDERSTUDY_CALLBACK_TOKEN: z.string().min(1).max(4096),
  })
  .refine(
    ({ UNDERSTUDY_REQUEST: text, UNDERSTUDY_REQUEST_OBJECT: object }) =>
      (text === undefined) !== (object === undefined),
    'expected either UNDERSTUDY_REQUEST or UNDERSTUDY_REQUEST_OBJECT',
  );

export interface TaskSettings {
  /** As JSON; or where that is. */
  readonly request: string | z.infer<typeof RequestObject>;
  readonly callbackToken: string;
}

/** What a task is started with, by its container overrides. */
export function readTaskSettings(variables: Variables = process.env): TaskSettings {
  const parsed = TaskEnvironment.safeParse(variables);
  const {
    UNDERSTUDY_REQUEST: text,
    UNDERSTUDY_REQUEST_OBJECT: object,
    UNDERSTUDY_CALLBACK_TOKEN: callbackToken = '',
  } = parsed.data ?? {};
  const request = text ?? object;
  if (request !== undefined) return { request, callbackToken };
  const problems =
    parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  throw new TerminalError(
    'EnvironmentInvalid',
    'The task was started without its request; dr-orchestrator starts it. ' + problems.join('; '),
  );
}

/** What is no JSON is no object either, and refused as such. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
