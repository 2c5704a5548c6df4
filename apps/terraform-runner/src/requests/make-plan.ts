import type { TerraformResult } from '@understudy/recovery-messages';
import { judgePlan, type PlanJudgement } from '../policy/judge-plan.ts';
import type { PlanDocument } from '../policy/plan-document.ts';
import { describeMessage } from '../progress/describe-message.ts';
import type { TerraformMessage } from '../progress/terraform-message.ts';
import { plan, type PlanEnd } from '../verbs/plan.ts';
import { showPlan } from '../verbs/show.ts';
import type { Run } from './open-run.ts';
import { result, warningsOf, type FindingFact } from './results.ts';
import { verbFailed } from './verb-failed.ts';

export type Planned =
  | { readonly planned: 'unchanged'; readonly findings: readonly FindingFact[] }
  | {
      readonly planned: 'changes';
      readonly judgement: PlanJudgement;
      readonly document: PlanDocument;
      readonly findings: readonly FindingFact[];
    }
  | { readonly planned: 'ended'; readonly answer: TerraformResult };

/** Plans and judges. `lock` is false in a rehearsal: it writes nothing, not even a lock. */
export async function makePlan(
  run: Run,
  options: { readonly lock: boolean },
  onMessage: (message: TerraformMessage) => void = () => undefined,
): Promise<Planned> {
  const end = await plan(
    run.terraform,
    { planFile: run.planFile, variablesFile: run.variablesFile, ...options },
    {
      onMessage(message) {
        onMessage(message);
        sayMessage(run, message);
      },
    },
  );
  if (end.result === 'failed') return { planned: 'ended', answer: planFailed(run, end) };
  const warnings = warningsOf(end);
  if (end.result === 'unchanged') return { planned: 'unchanged', findings: warnings };
  const document = await showPlan(run.terraform, run.planFile);
  const judgement = judgePlan(document, run.outside.policy, { strict: run.request.strict });
  run.progress.say({ sentence: judgement.sentence, keep: true });
  const findings = [...judgement.findings, ...warnings];
  if (judgement.action === 'refuse') {
    const { sentence, counts } = judgement;
    return { planned: 'ended', answer: result('refused', sentence, { counts, findings }) };
  }
  return { planned: 'changes', judgement, document, findings };
}

export function sayMessage(run: Run, message: TerraformMessage): void {
  const line = describeMessage(message);
  if (line !== undefined) run.progress.say(line);
}

function planFailed(run: Run, end: PlanEnd): TerraformResult {
  if (isLockFailure(end)) return lockTaken();
  return verbFailed(run, 'plan', end);
}

/** Somebody took the lock between our look and Terraform's try. */
export function isLockFailure({ diagnostics }: Pick<PlanEnd, 'diagnostics'>): boolean {
  return diagnostics.some(({ summary }) => summary.includes('acquiring the state lock'));
}

export function lockTaken(): TerraformResult {
  return result('locked', 'Somebody locked the state just now; nothing was changed.', {
    next: 'Ask again: the next look says who has it.',
  });
}
