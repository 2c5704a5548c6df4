import type { TerraformResult } from '@understudy/recovery-messages';
import { claimState } from '../locking/claim-state.ts';
import { clearUp } from '../locking/clear-up.ts';
import { claimedRun, runLocked, type ClaimedRun } from '../locking/run-locked.ts';
import { createLeftToDo } from '../progress/left-to-do.ts';
import { apply } from '../verbs/apply.ts';
import type { VerbEnd } from '../verbs/terraform.ts';
import { initialise } from './initialise.ts';
import { askAboutExisting } from './existing.ts';
import { isLockFailure, lockTaken, makePlan, sayMessage, type Planned } from './make-plan.ts';
import type { Run } from './open-run.ts';
import { copyState, readOwnState, rememberState } from './own-state.ts';
import { readOutputs } from './read-outputs.ts';
import { errorWords, requirePinned } from './refusals.ts';
import { result, type FindingFact } from './results.ts';
import { settleTainted, taintAgain } from './settle-tainted.ts';
import { errorsOf } from './verb-failed.ts';

/** Builds: the state claimed, what was left half-made settled, plan, policy, that very plan applied. */
export async function runApply(run: Run): Promise<TerraformResult> {
  requirePinned(run.request.blueprint);
  const ended = await initialise(run);
  if (ended !== undefined) return ended;
  const claim = await claimState(run);
  if (!claim.claimed) return claim.answer;
  const claimed = claimedRun(run, claim.hold);
  try {
    return await build(claimed);
  } finally {
    await clearUp(run, claim.hold, (lock) => claimed.watches.some((watch) => watch.isOwn(lock)));
  }
}

async function build(run: ClaimedRun): Promise<TerraformResult> {
  const state = await readOwnState(run);
  let untainted: readonly string[] = [];
  if (state !== undefined) {
    await copyState(run, state);
    const settled = await settleTainted(run, state);
    if (!settled.settled) return settled.answer;
    ({ untainted } = settled);
  }
  const planned = await runLocked(run, (onMessage) => makePlan(run, { lock: true }, onMessage));
  if (planned.planned === 'ended') return planned.answer;
  if (planned.planned === 'unchanged') return await unchanged(run, planned.findings);
  const lost = planned.judgement.changes
    .filter(({ address, change }) => untainted.includes(address) && change !== 'update')
    .map(({ address }) => address);
  if (lost.length > 0) return await taintAgain(run, lost);
  return await applyPlan(run, planned);
}

async function applyPlan(
  run: ClaimedRun,
  { judgement, document, findings }: Extract<Planned, { readonly planned: 'changes' }>,
): Promise<TerraformResult> {
  const todo = createLeftToDo(judgement.changes);
  const end = await runLocked(run, (onMessage) =>
    apply(run.terraform, run.planFile, {
      onMessage(message) {
        onMessage(message);
        todo.onMessage(message);
        sayMessage(run, message);
      },
    }),
  );
  if (end.exitCode !== 0 && isLockFailure(end)) return lockTaken();
  const { counts } = judgement;
  const rest = { counts, ...(await rememberState(run)) };
  if (end.exitCode === 0) {
    const outputs = await readOutputs(run);
    return result('applied', `Applied. ${judgement.sentence}`, { ...rest, findings, outputs });
  }
  const answer = notApplied(end, { ...rest, findings, left: todo.left() });
  return end.interrupted ? answer : await askAboutExisting(run, document, end, answer);
}

function notApplied(
  end: VerbEnd,
  rest: { readonly findings: readonly FindingFact[]; readonly left: readonly string[] },
): TerraformResult {
  if (end.interrupted) {
    const words = end.killed
      ? 'Terraform did not stop in time and was ended'
      : 'Stopped in time, with the state saved and the lock given back';
    return result('interrupted', `${words}; ${rest.left.length} resources are left to do.`, {
      ...rest,
      next: 'Ask again: it goes on from the state that was saved.',
    });
  }
  const findings = [...errorsOf(end), ...rest.findings];
  return result('failed', `terraform apply: ${errorWords(end)}`, { ...rest, findings });
}

async function unchanged(run: Run, findings: readonly FindingFact[]): Promise<TerraformResult> {
  const outputs = await readOutputs(run);
  return result('unchanged', 'Everything is as the blueprint says; nothing was changed.', {
    counts: { add: 0, change: 0, destroy: 0, replace: 0 },
    findings,
    outputs,
    ...(await rememberState(run)),
  });
}
