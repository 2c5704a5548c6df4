import type { CallbackSender } from '@understudy/aws-clients/lambda';
import { TerminalError, toErrorRecord } from '@understudy/errors';
import type { TerraformResult } from '@understudy/recovery-messages';
import type { Outside } from '../outside.ts';
import { REQUEST_CHARACTERS_MAX } from '../requests/read-request.ts';
import { serveRequest } from '../serve-request.ts';
import type { TaskSettings } from './task-settings.ts';

/** What the task was started with: the request and whom to tell. */
export interface Task extends TaskSettings {
  readonly id: string;
  /** The platform wants the task to end (SIGTERM). */
  readonly stop?: AbortSignal;
}

/** A cold EKS cluster takes 16 minutes, its node group 5, and both may fail once. */
export const TASK_MS_MAX = 60 * 60_000;

/** The execution's patience between two signs of life is minutes. */
export const HEARTBEAT_MS = 30_000;

/**
 * One request as a Fargate task: the answer goes to the durable execution that waits for it, with
 * signs of life meanwhile. A refusal and a failure of Terraform's are answers; only what nobody
 * foresaw is a failure of the callback.
 */
export async function runTask(
  task: Task,
  outside: Outside,
  callbacks: CallbackSender,
): Promise<TerraformResult> {
  const { clock, log } = outside;
  const ended = new AbortController();
  const beating = beat(task.callbackToken, outside, callbacks, ended.signal);
  try {
    const answer = await serveRequest(parse(await textOf(task.request, outside)), outside, {
      id: task.id,
      endsAtMilliseconds: clock.now() + TASK_MS_MAX,
      ...(task.stop === undefined ? {} : { stop: task.stop }),
    });
    await callbacks.succeed(task.callbackToken, answer);
    log.info('finished', { outcome: answer.outcome });
    return answer;
  } catch (thrown) {
    const { code, message } = toErrorRecord(thrown);
    log.error('failed', { failure: toErrorRecord(thrown) });
    await callbacks.fail(task.callbackToken, code, message);
    throw thrown;
  } finally {
    ended.abort();
    await beating;
  }
}

async function beat(
  token: string,
  { clock, log }: Outside,
  callbacks: CallbackSender,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    // The first at once: the image's way to the machine was a long silence.
    await callbacks.heartbeat(token, { signal: ended }).catch((thrown: unknown) => {
      // The work goes on: the answer itself is what counts.
      if (!ended.aborted) log.warn('no sign of life was sent', { failure: toErrorRecord(thrown) });
    });
    await clock.sleep(HEARTBEAT_MS, ended).catch(() => undefined);
  }
}

/** A long request lies in the bucket of the state, until its step is done with it. */
async function textOf(request: Task['request'], { objects }: Outside): Promise<string> {
  if (typeof request === 'string') return request;
  // A character is three bytes at most in UTF-8, as UTF-16 counts them.
  const found = await objects.read(request, { bytesMax: REQUEST_CHARACTERS_MAX * 3 });
  if (found) return new TextDecoder().decode(found.content);
  const { bucket, key } = request;
  throw new TerminalError(
    'RequestMissing',
    `Expected the request at s3://${bucket}/${key}, found nothing: the step that asked has ended. ` +
      'dr-orchestrator asks again by itself.',
    { fields: { bucket, key } },
  );
}

/** What is no JSON is refused as any other request that is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
