import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { TerminalError } from '@understudy/errors';
import { runCallback } from './callback.ts';
import type { ApprovalResult, StepScope } from './verbs.ts';
import type { WorkflowHost } from './workflow-host.ts';

export type ApprovalAnswer = Exclude<ApprovalResult, { readonly outcome: 'expired' }>;

/** The payload that answers an approval, for `SendDurableExecutionCallbackSuccess`. */
export function writeApprovalAnswer(answer: ApprovalAnswer): string {
  return JSON.stringify(answer);
}

/** A callback that a person answers: `announce` tells them how. */
export async function askApproval(
  context: DurableContext,
  host: WorkflowHost,
  name: string,
  announce: (token: string, scope: StepScope) => Promise<void>,
  timeoutSeconds: number,
): Promise<ApprovalResult> {
  const stepName = `${name}:announce`;
  const end = await runCallback(context, host, name, announce, { timeoutSeconds, stepName });
  if (end.outcome === 'expired') return { outcome: 'expired' };
  if (end.outcome === 'failed') return { outcome: 'refused', by: 'unknown', comment: end.message };
  return readAnswer(name, end.answer);
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
