import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { TerminalError } from '@understudy/errors';
import { runStep } from './step.ts';
import type { ApprovalResult, StepScope } from './verbs.ts';
import type { WorkflowHost } from './workflow-host.ts';

export type ApprovalAnswer = Exclude<ApprovalResult, { readonly outcome: 'expired' }>;

/** The payload that answers an approval, for `SendDurableExecutionCallbackSuccess`. */
export function writeApprovalAnswer(answer: ApprovalAnswer): string {
  return JSON.stringify(answer);
}

/** Opens a callback, announces its token, and waits for a person or the time-out. */
export async function askApproval(
  context: DurableContext,
  host: WorkflowHost,
  name: string,
  announce: (token: string, scope: StepScope) => Promise<void>,
  timeoutSeconds: number,
): Promise<ApprovalResult> {
  const [answer, token] = await context.createCallback(name, {
    timeout: { seconds: timeoutSeconds },
  });
  await runStep(context, host, `${name}:announce`, (scope) => announce(token, scope));
  let text: string | undefined;
  try {
    text = await answer;
  } catch (thrown) {
    return readFailure(thrown);
  }
  return readAnswer(name, text);
}

/** A callback that somebody failed is a refusal; one that ran out of time has expired. */
function readFailure(thrown: unknown): ApprovalResult {
  if (!(thrown instanceof Error)) throw thrown;
  const type: unknown = Reflect.get(thrown, 'errorType');
  if (type === 'CallbackTimeoutError') return { outcome: 'expired' };
  if (type === 'CallbackExternalError') {
    return { outcome: 'refused', by: 'unknown', comment: thrown.message };
  }
  throw thrown;
}

function readAnswer(name: string, text: string | undefined): ApprovalResult {
  const answer = parseAnswer(text);
  if (answer) return answer;
  throw new TerminalError(
    'ApprovalUnreadable',
    `expected the answer to "${name}" to be {"outcome":"approved"|"refused","by":…,"comment":…}, ` +
      'found something else; answer with `understudy approve`',
    { fields: { approval: name } },
  );
}

function parseAnswer(text: string | undefined): ApprovalAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value !== 'object' || value === null) return undefined;
    const { outcome, by, comment } = value as Record<string, unknown>;
    if (outcome !== 'approved' && outcome !== 'refused') return undefined;
    if (typeof by !== 'string' || typeof comment !== 'string') return undefined;
    return { outcome, by, comment };
  } catch {
    return undefined;
  }
}
