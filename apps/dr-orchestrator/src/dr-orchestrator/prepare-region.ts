import { effectiveArming, type Incident } from '@understudy/leases';
import type { StepScope, Workflow } from '@understudy/workflow';

import { readVerdict } from '../observing/observe.ts';
import { pilotLightOf } from '../plan/pilot-light.ts';
import { tell, type PlanRun } from '../running/plan-run.ts';
import { sessionFor, type PlanSession } from '../running/plan-session.ts';
import { beginSteps } from '../running/run-plan.ts';
import type { OutcomeDecision } from '../scheduling/decide-outcome.ts';
import {
  decidePreparation,
  decidePreparationOutcome,
  type PreparationDecision,
} from '../scheduling/decide-preparation.ts';
import type { Authority } from '../steps/step-kind.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import type { Trigger } from '../triggers/trigger.ts';
import { isClusterActive } from './begin-run.ts';
import { closeIncident } from './conclude.ts';
import {
  isPreparationOrder,
  recoveryWanted,
  type PreparationOrder,
} from '../triggers/preparation.ts';

export interface Prepared {
  readonly outcome: OutcomeDecision;
  /** Came meanwhile, for a recovery. */
  readonly wanted?: Trigger;
}

interface Beginning {
  readonly decision: PreparationDecision;
  readonly authority: Authority;
  readonly clusterActive: boolean;
}

/**
 * Peace time: what takes long to build is built. Nothing is promoted, fenced or shifted, and nothing
 * stays open: however it ends, a recovery that begins a moment later finds the lease free.
 */
export async function prepareRegion(
  workflow: Workflow,
  trigger: Trigger,
  session: PlanSession,
  kinds: StepKinds,
  incident: Incident,
): Promise<Prepared> {
  const outcome = isPreparationOrder(trigger)
    ? await prepare(workflow, trigger, session, kinds, incident)
    : abandoned(session);
  const { step: _step, ...told } = outcome;
  const ending = { incidentId: incident.id, outcome: told, closes: true };
  const joined = await closeIncident(workflow, session, ending);
  // Whatever has taken up a preparation that was left came for something else.
  const wanted = isPreparationOrder(trigger) ? recoveryWanted(joined) : recoveryOf(trigger);
  return { outcome, ...(wanted ? { wanted } : {}) };
}

async function prepare(
  workflow: Workflow,
  order: PreparationOrder,
  session: PlanSession,
  kinds: StepKinds,
  incident: Incident,
): Promise<OutcomeDecision> {
  const { plan, leftOut } = pilotLightOf(session.plan);
  const preparing = sessionFor(session, plan);
  const beginning = await workflow.step<Beginning>('prepare', (scope) =>
    begin(preparing, order, leftOut, incident, scope),
  );
  const { decision, authority } = beginning;
  if (decision.action !== 'run') {
    const { action, ...said } = decision;
    return { name: action === 'refuse' ? 'refused' : 'nothing-to-do', ...said };
  }
  const { owner } = session;
  const run: PlanRun = {
    workflow,
    session: preparing,
    kinds,
    incident: {
      id: incident.id,
      openedAtMilliseconds: incident.openedAtMilliseconds,
      authority,
      mode: 'graceful',
      owner: owner.kind === 'execution' ? owner.executionArn : `local:${owner.id}`,
      failures: incident.failures,
    },
    order,
    facts: { clusterActive: beginning.clusterActive },
    alone: true,
    ended: new Map(),
    active: new Set(),
    waiting: new Set(),
  };
  const results = await Promise.all(beginSteps(run).values());
  const { recovery } = plan.regions;
  return decidePreparationOutcome({ plan: plan.name, recovery, results, leftOut });
}

async function begin(
  session: PlanSession,
  order: PreparationOrder,
  leftOut: readonly string[],
  incident: Incident,
  scope: StepScope,
): Promise<Beginning> {
  const { world, plan, key } = session;
  const { store, clock } = world;
  const begun = clock.now();
  const { primary, recovery } = plan.regions;
  const [{ state, arming }, verdict] = await Promise.all([
    store.readService(key),
    readVerdict(world.inRegion(recovery).records, plan, begun),
  ]);
  const inCharge = state?.active === 'backup' ? 'recovery' : 'primary';
  const epoch = state?.epoch ?? FIRST_EPOCH;
  const decision = decidePreparation({
    plan: { name: plan.name, primary, recovery },
    order,
    inCharge,
    epoch,
    arming: effectiveArming(arming, begun),
    verdict,
    steps: plan.steps.map(({ name }) => name),
    leftOut,
  });
  await store.beginPlan(session.hold(), { incidentId: incident.id, planHash: plan.hash });
  await tell({ session, incident }, { step: 'begin', begun, sentence: decision.sentence });
  return {
    decision,
    authority: { activeRegion: plan.regions[inCharge], epoch, ...(state ? { state } : {}) },
    clusterActive: await isClusterActive(session, scope),
  };
}

/** Of a plan that nothing was ever recorded of: as a run would write it. */
const FIRST_EPOCH = 1;

/** Its run died. It is not gone on with by itself: what it was for is no emergency. */
function abandoned({ plan }: PlanSession): OutcomeDecision {
  return {
    name: 'needs-operator',
    reason: 'run-ended',
    sentence: `The run that prepared ${plan.name} has ended on its way.`,
    next: 'understudy prepare dr goes on from there',
  };
}

/** Of what takes up a preparation that was left: a look that finds it has no more to say. */
function recoveryOf(trigger: Trigger): Trigger | undefined {
  if (trigger.kind === 'observer') return trigger.why === 'outage' ? trigger : undefined;
  return trigger.kind === 'order' && trigger.order !== 'run' ? undefined : trigger;
}
