import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { runStep } from './step.ts';
import type { CallbackOptions, CallbackResult, StepScope } from './verbs.ts';
import type { WorkflowHost } from './workflow-host.ts';

/**
 * Opens a callback, hands its token on in a step of its own, and waits without compute. A crash
 * between the two finds the same token again, so whoever submits it may do so twice.
 */
export async function runCallback(
  context: DurableContext,
  host: WorkflowHost,
  name: string,
  submit: (token: string, scope: StepScope) => Promise<void>,
  { timeoutSeconds, silenceSeconds, stepName = `${name}:submit` }: CallbackRun,
): Promise<CallbackResult> {
  const [answer, token] = await context.createCallback(name, {
    timeout: { seconds: timeoutSeconds },
    ...(silenceSeconds === undefined ? {} : { heartbeatTimeout: { seconds: silenceSeconds } }),
  });
  await runStep(context, host, stepName, (scope) => submit(token, scope));
  try {
    return { outcome: 'answered', answer: await answer };
  } catch (thrown) {
    return readFailure(thrown);
  }
}

interface CallbackRun extends CallbackOptions {
  readonly stepName?: string;
}

/** One that somebody failed has their words; one that ran out of time or of signs of life expired. */
function readFailure(thrown: unknown): CallbackResult {
  if (!(thrown instanceof Error)) throw thrown;
  const type: unknown = Reflect.get(thrown, 'errorType');
  if (type === 'CallbackTimeoutError') return { outcome: 'expired' };
  if (type !== 'CallbackExternalError') throw thrown;
  const { cause, message } = thrown;
  const code = cause instanceof Error ? cause.name : 'Error';
  return { outcome: 'failed', code, message };
}
