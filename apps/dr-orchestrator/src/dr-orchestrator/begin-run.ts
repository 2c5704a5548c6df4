import { isUnderstudyError } from '@understudy/errors';
import { effectiveArming, type Incident, type ServiceState } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import type { PlanSession } from '../running/plan-session.ts';
import { tell } from '../running/plan-run.ts';
import { decideRun, type RunDecision } from '../scheduling/decide-run.ts';
import type { Authority, EstimateFacts } from '../steps/step-kind.ts';
import type { RecoveryInput } from '../triggers/recovery-input.ts';

export interface Beginning {
  readonly decision: RunDecision;
  readonly authority: Authority;
  readonly facts: EstimateFacts;
}

/** What is known before any step: who is in charge, what was done already, whether it may run. */
export async function beginRun(
  session: PlanSession,
  input: RecoveryInput,
  incident: Incident,
  scope: StepScope,
): Promise<Beginning> {
  const { world, plan, key } = session;
  const { store, clock } = world;
  const begun = clock.now();
  const service = await store.readService(key);
  const state = service.state ?? (await adoptPrimary(session, incident));
  const record = await store.beginPlan(session.hold(), {
    incidentId: incident.id,
    planHash: plan.hash,
  });
  const inCharge = state.active === 'primary' ? 'primary' : 'recovery';
  const decision = decideRun({
    plan: { name: plan.name, trigger: plan.trigger, recovery: plan.regions.recovery },
    trigger: input.trigger,
    incidentId: incident.id,
    record,
    inCharge,
    epoch: state.epoch,
    arming: effectiveArming(service.arming, begun),
  });
  await tell({ session, incident }, { step: 'begin', begun, sentence: decision.sentence });
  return {
    decision,
    authority: { activeRegion: plan.regions[inCharge], epoch: state.epoch, state },
    facts: { clusterActive: await isClusterActive(session, scope) },
  };
}

/** Nothing is known: the primary is in charge, as everybody assumes who set this plan up. */
async function adoptPrimary(session: PlanSession, incident: Incident): Promise<ServiceState> {
  const { store, clock } = session.world;
  const state: ServiceState = {
    active: 'primary',
    epoch: 1,
    lastChangeAtMilliseconds: clock.now(),
    openIncident: incident.id,
    joined: [],
    members: {},
  };
  await store.adoptState(session.hold(), state);
  return state;
}

/** Only for the estimate: what cannot be asked counts as not there. */
export async function isClusterActive(
  { world, plan }: PlanSession,
  { signal }: StepScope,
): Promise<boolean> {
  const { eks } = world.inRegion(plan.regions.recovery);
  try {
    const cluster = await eks.describeCluster(plan.cluster.recovery, { signal });
    return cluster?.status === 'ACTIVE';
  } catch (thrown) {
    if (isUnderstudyError(thrown)) return false;
    throw thrown;
  }
}
