import type { TerraformResult } from '@understudy/recovery-messages';
import { judgePlan, type PlanJudgement } from '../policy/judge-plan.ts';
import { describeMessage } from '../progress/describe-message.ts';
import { createLeftToDo } from '../progress/left-to-do.ts';
import type { TerraformMessage } from '../progress/terraform-message.ts';
import { apply } from '../verbs/apply.ts';
import { plan, type PlanEnd } from '../verbs/plan.ts';
import { showPlan } from '../verbs/show.ts';
import { pullState } from '../verbs/state.ts';
import { initialise } from './initialise.ts';
import type { Run } from './open-run.ts';
import { readOutputs } from './read-outputs.ts';
import { errorWords } from './refusals.ts';
import { result, warningsOf, type FindingFact } from './results.ts';
import { errorsOf, verbFailed } from './verb-failed.ts';

/** Builds: plan, policy, and exactly that plan applied. */
export async function runApply(run: Run): Promise<TerraformResult> {
  const ended = await initialise(run);
  if (ended !== undefined) return ended;
  const planned = await plan(
    run.terraform,
    { planFile: run.planFile, variablesFile: run.variablesFile, lock: true },
    { onMessage: (message) => say(run, message) },
  );
  if (planned.result === 'failed') return verbFailed(run, 'plan', planned);
  if (planned.result === 'unchanged') return await unchanged(run, planned);
  const document = await showPlan(run.terraform, run.planFile);
  const judgement = judgePlan(document, run.outside.policy, { strict: run.request.strict });
  run.progress.say({ sentence: judgement.sentence, keep: true });
  const findings = [...judgement.findings, ...warningsOf(planned)];
  if (judgement.action === 'refuse') {
    const { sentence, counts } = judgement;
    return result('refused', sentence, { counts, findings });
  }
  return await applyPlan(run, judgement, findings);
}

async function applyPlan(
  run: Run,
  judgement: PlanJudgement,
  findings: readonly FindingFact[],
): Promise<TerraformResult> {
  const todo = createLeftToDo(judgement.changes);
  const end = await apply(run.terraform, run.planFile, {
    onMessage(message) {
      todo.onMessage(message);
      say(run, message);
    },
  });
  const { counts } = judgement;
  const state = await versionOf(run);
  const rest = { counts, ...(state === undefined ? {} : { state }) };
  if (end.exitCode === 0) {
    const outputs = await readOutputs(run);
    return result('applied', `Applied. ${judgement.sentence}`, { ...rest, findings, outputs });
  }
  const left = todo.left();
  if (end.interrupted) {
    return result('interrupted', interruptedWords(end.killed, left.length), {
      ...rest,
      findings,
      left,
      next: 'Ask again: it goes on from the state that was saved.',
    });
  }
  return result('failed', `terraform apply: ${errorWords(end)}`, {
    ...rest,
    findings: [...errorsOf(end), ...findings],
    left,
  });
}

async function unchanged(run: Run, planned: PlanEnd): Promise<TerraformResult> {
  const outputs = await readOutputs(run);
  const state = await versionOf(run);
  return result('unchanged', 'Everything is as the blueprint says; nothing was changed.', {
    counts: { add: 0, change: 0, destroy: 0, replace: 0 },
    findings: warningsOf(planned),
    outputs,
    ...(state === undefined ? {} : { state }),
  });
}

async function versionOf(run: Run): Promise<TerraformResult['state']> {
  const state = await pullState(run.terraform);
  return state && { lineage: state.lineage, serial: state.serial };
}

function say(run: Run, message: TerraformMessage): void {
  const line = describeMessage(message);
  if (line !== undefined) run.progress.say(line);
}

function interruptedWords(killed: boolean, left: number): string {
  return killed
    ? `Terraform did not stop in time and was ended; up to ${left} resources are left to do.`
    : `Stopped in time: the state is saved, the lock is gone, ${left} resources are left to do.`;
}
