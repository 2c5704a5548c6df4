import type { CallbackSender } from '@understudy/aws-clients/lambda';
import { toErrorRecord } from '@understudy/errors';
import type { TerraformResult } from '@understudy/recovery-messages';
import type { Outside } from '../outside.ts';
import { serveRequest } from '../serve-request.ts';

/** What the task was started with: the request and whom to tell. */
export interface Task {
  readonly id: string;
  /** The request as JSON, as it stands in UNDERSTUDY_REQUEST. */
  readonly request: string;
  readonly callbackToken: string;
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
    const answer = await serveRequest(parse(task.request), outside, {
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
    await clock.sleep(HEARTBEAT_MS, ended).catch(() => undefined);
    if (ended.aborted) return;
    await callbacks.heartbeat(token, { signal: ended }).catch((thrown: unknown) => {
      // The work goes on: the answer itself is what counts.
      if (!ended.aborted) log.warn('no sign of life was sent', { failure: toErrorRecord(thrown) });
    });
  }
}

/** What is no JSON is refused as any other request that is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
