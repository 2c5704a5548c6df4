import { isUnderstudyError, TerminalError, toErrorRecord } from '@understudy/errors';
import type { Incident } from '@understudy/leases';
import type { Workflow } from '@understudy/workflow';

import { notifyPeople, type Outcome } from '../running/notify-people.ts';
import type { PlanRun } from '../running/plan-run.ts';
import type { PlanSession } from '../running/plan-session.ts';
import { abortedOrEnded, beginSteps } from '../running/run-plan.ts';
import { prefixed } from '../running/step-run.ts';
import { undoSteps } from '../running/undo-steps.ts';
import { decideOutcome, type OutcomeDecision } from '../scheduling/decide-outcome.ts';
import type { StepResult } from '../scheduling/step-result.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import { nameIncident } from '../triggers/name-execution.ts';
import type { RecoveryInput } from '../triggers/recovery-input.ts';
import { beginRun, type Beginning } from './begin-run.ts';
import { commitRegion } from './commit-region.ts';
import { closeIncident } from './conclude.ts';
import { openIncident, type Opening } from './open-incident.ts';
import { isPreparation, isPreparationOrder } from '../triggers/preparation.ts';
import { prepareRegion } from './prepare-region.ts';
import { otherResponse, successResponse, type RecoveryResponse } from './response.ts';

/** A lease that is just being given back, or a table that does not answer, has 15 s to come round. */
const OPEN_ATTEMPTS = 5;

/**
 * The one workflow of this scale; every trigger leads to it: lease, decide, run the plan, commit,
 * close. A run that fails is logged with its step and thrown again, with its incident left open for
 * the next look (design, section 8).
 */
export async function regionRecovery(
  workflow: Workflow,
  input: RecoveryInput,
  session: PlanSession,
  kinds: StepKinds,
): Promise<RecoveryResponse> {
  try {
    const opening = await workflow.step<Opening>(
      'open',
      (scope) => openIncident(session, input, scope),
      { attempts: OPEN_ATTEMPTS },
    );
    if ('refused' in opening) {
      const { sentence, refused } = opening;
      const next = `understudy watch ${refused}`;
      const outcome = { name: 'refused', reason: 'recovery-open', sentence, next } as const;
      return otherResponse(refused, outcome);
    }
    if (!opening.holding) {
      const { sentence, incidentId } = opening;
      return otherResponse(incidentId, { name: 'joined', reason: 'run-under-way', sentence });
    }
    const { incident } = opening;
    return isPreparation(incident)
      ? await prepareThenRecover(workflow, input, session, kinds, incident)
      : await runIncident(workflow, input, session, kinds, incident);
  } catch (thrown) {
    // Only what the journal remembers may end here: anything else must suspend or fail the run.
    if (!isUnderstudyError(thrown) || thrown.code === STEP_FAILED) throw thrown;
    await tellWithoutRecord(workflow, session, input, thrown);
    throw thrown;
  }
}

const STEP_FAILED = 'RecoveryStepFailed';

/** A recovery that was wanted meanwhile is an incident of its own, and has waited long enough. */
async function prepareThenRecover(
  workflow: Workflow,
  input: RecoveryInput,
  session: PlanSession,
  kinds: StepKinds,
  incident: Incident,
): Promise<RecoveryResponse> {
  const { trigger } = input;
  const { outcome, wanted } = await prepareRegion(workflow, trigger, session, kinds, incident);
  if (!wanted) return otherResponse(incident.id, outcome);
  const incidentId = nameIncident(session.plan.name, wanted);
  const next = { ...input, incidentId, trigger: wanted };
  return regionRecovery(prefixed(workflow, 'then.'), next, session, kinds);
}

async function runIncident(
  workflow: Workflow,
  input: RecoveryInput,
  session: PlanSession,
  kinds: StepKinds,
  incident: Incident,
): Promise<RecoveryResponse> {
  if (isPreparationOrder(input.trigger)) return untouched(workflow, session, incident);
  if (incident.outcome?.name === 'needs-operator' && input.trigger.kind !== 'order') {
    return end(workflow, session, incident.id, incident.outcome);
  }
  const beginning = await workflow.step<Beginning>('begin', (scope) =>
    beginRun(session, input, incident, scope),
  );
  const { decision } = beginning;
  if (decision.action !== 'run' && decision.action !== 'take-back') {
    const name = ({ hold: 'held', ignore: 'nothing-to-do', refuse: 'refused' } as const)[
      decision.action
    ];
    const { reason, sentence, next } = decision;
    const outcome = { name, reason, sentence, ...(next === undefined ? {} : { next }) };
    return end(workflow, session, incident.id, outcome);
  }
  const run = createRun({ workflow, session, kinds, input, beginning, incident });
  const outcome =
    decision.action === 'take-back'
      ? await takeBack(run, decision, new Map())
      : await runSteps(run, beginning, incident);
  return end(workflow, session, incident.id, outcome);
}

/** A recovery was opened a moment before the order to prepare: it is left as it was found. */
function untouched(
  workflow: Workflow,
  session: PlanSession,
  { id, outcome }: Incident,
): Promise<RecoveryResponse> {
  const sentence = `${id} was opened a moment before: nothing is prepared beside a recovery.`;
  return end(workflow, session, id, outcome ?? { name: 'held', reason: 'recovery-open', sentence });
}

function createRun(made: {
  readonly workflow: Workflow;
  readonly session: PlanSession;
  readonly kinds: StepKinds;
  readonly input: RecoveryInput;
  readonly beginning: Beginning;
  readonly incident: Incident;
}): PlanRun {
  const { workflow, session, kinds, input, beginning, incident } = made;
  const { trigger } = input;
  const { owner } = session;
  const order = trigger.kind === 'order' ? trigger : undefined;
  return {
    workflow,
    session,
    kinds,
    incident: {
      id: incident.id,
      openedAtMilliseconds: incident.openedAtMilliseconds,
      authority: beginning.authority,
      mode: order?.force ? 'forced' : 'graceful',
      owner: owner.kind === 'execution' ? owner.executionArn : `local:${owner.id}`,
      failures: incident.failures,
    },
    ...(order ? { order } : {}),
    facts: beginning.facts,
    ended: new Map(),
    active: new Set(),
    waiting: new Set(),
  };
}

async function runSteps(
  run: PlanRun,
  { authority }: Beginning,
  incident: Incident,
): Promise<OutcomeDecision> {
  const ends = beginSteps(run);
  // No call outlives its run: without a reason to take it back, all have ended here.
  const aborted = await abortedOrEnded(ends);
  if (aborted) return takeBack(run, aborted, ends);
  const results = await Promise.all(ends.values());
  const { plan } = run.session;
  const outcome = decideOutcome({
    plan: plan.name,
    results,
    failuresBefore: incident.failures,
    ordered: run.order !== undefined,
  });
  if (outcome.name === 'completed') await commitRegion(run, authority);
  return outcome;
}

/** Takes back what was done at once, then what was still on its way when the reason was found. */
async function takeBack(
  run: PlanRun,
  why: { readonly reason: string; readonly sentence: string },
  ends: ReadonlyMap<string, Promise<StepResult>>,
): Promise<OutcomeDecision> {
  const first = await undoSteps(run, 'first', []);
  await Promise.allSettled(ends.values());
  const seen = [...first.undone, ...first.left.map(({ step }) => step)];
  const second = await undoSteps(run, 'second', seen);
  const undone = [...first.undone, ...second.undone];
  const left = [...first.left, ...second.left];
  const leftWords = left.map(({ step, sentence }) => `${step}: ${sentence}`).join('; ');
  return {
    name: left.length === 0 && changedNothing(run, undone) ? 'nothing-to-do' : 'put-back',
    reason: why.reason,
    sentence:
      `${why.sentence} Taken back: ${undone.join(', ') || 'nothing'}.` +
      (left.length === 0 ? '' : ` Left as it is: ${leftWords}.`),
  };
}

/** A run that ended at its first look has nothing to put back. */
function changedNothing(run: PlanRun, undone: readonly string[]): boolean {
  const kindOf = (name: string) => run.session.plan.steps.find((one) => one.name === name)?.kind;
  return undone.every((name) => run.kinds.get(kindOf(name) ?? '')?.undo === undefined);
}

async function end(
  workflow: Workflow,
  session: PlanSession,
  incidentId: string,
  decided: OutcomeDecision,
): Promise<RecoveryResponse> {
  const { step, ...outcome } = decided;
  await closeIncident(workflow, session, { incidentId, outcome });
  if (outcome.name === 'completed') return successResponse(session.plan);
  if (outcome.name !== 'failed') return otherResponse(incidentId, outcome);
  const { reason, sentence, next } = outcome;
  session.world.settings.log.error('A recovery failed', {
    plan: session.plan.name,
    incident: incidentId,
    step,
    reason,
    sentence,
    next,
  });
  throw new TerminalError(STEP_FAILED, `${sentence} Next: ${next ?? 'understudy why'}`, {
    fields: { plan: session.plan.name, incident: incidentId, step, reason },
  });
}

/** The end of a run that could not even be recorded: a person is told (design, section 6). */
async function tellWithoutRecord(
  workflow: Workflow,
  session: PlanSession,
  input: RecoveryInput,
  thrown: Error,
): Promise<void> {
  const { world, plan } = session;
  const { code, message } = toErrorRecord(thrown);
  const outcome: Outcome = {
    name: 'failed',
    reason: code,
    sentence: `Nothing more is done for ${plan.name} by this run: ${message}`,
    next: code.startsWith('Store')
      ? 'understudy run dr --local --reason "…"'
      : 'understudy status dr',
  };
  await workflow.step('tell-without-record', async () => {
    world.settings.log.error('A recovery could not be recorded', {
      plan: plan.name,
      code,
      message,
    });
    await notifyPeople(world, input.incidentId, outcome);
    return null;
  });
}
