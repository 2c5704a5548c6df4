import type { GuardRecord, PlanRecord } from '@understudy/leases';
import type { RunIdentity } from '@understudy/recovery-messages';

import {
  decideGuard,
  guardedEpoch,
  outstandingFences,
  outstandingWords,
} from '../deciding/decide-guard.ts';
import { databaseMemoryOf } from '../fencing/fence-database.ts';
import { fenceInputOf, FENCE_REGION_KIND } from '../fencing/fence-step.ts';
import type { FenceLook } from '../fencing/look-at-fence.ts';
import { oldRegionOf } from '../fencing/old-region.ts';
import { planKey } from '../observing/observe.ts';
import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { actOnOldRegion, snapshotStateOf } from './act-on-old-region.ts';
import type { GuardQuestion, GuardReport } from './guard-question.ts';
import type { Guarding } from './guard-session.ts';
import { guardRecordOf, lookAtOldRegion } from './look-at-old-region.ts';

/**
 * The level under the fence: as long as the recovery region is in charge, the old region is looked
 * at every minute, and whatever of it could act is fenced, however it came back.
 */
export async function guardRegion(
  world: RecoveryWorld,
  plan: Plan,
  guarding: Guarding,
): Promise<GuardReport> {
  const question = await readQuestion(world, plan);
  const { record, planRecord, guard } = question;
  const epoch = guardedEpoch(record.state, planRecord, record.openIncident?.id);
  if (epoch === undefined) {
    const sentence = `${plan.regions.primary} is in charge of ${plan.name}, or may be again.`;
    return { state: 'not-guarding', sentence };
  }
  const look = lookFor(world, plan, epoch, guarding);
  const notes = guard?.epoch === epoch ? guard.notes : notesOfRun(plan, planRecord);
  const seen = await lookAtOldRegion(look, databaseMemoryOf(notes));
  const seenRecord = guardRecordOf(look, seen, guard, notes);
  const open = outstandingFences(planRecord, seenRecord);
  const sentence = outstandingWords(plan.regions.primary, open);
  const acts = decideGuard({
    evidence: seen.evidence,
    databaseAct: seen.database.act,
    snapshot: snapshotStateOf(notes),
  });
  const wasFenced = guard?.epoch === epoch && guard.fencedAtMilliseconds !== undefined;
  const isDone = open.length === 0 && !wasFenced;
  if (!seen.answered || (acts.length === 0 && !isDone)) {
    await world.inRegion(plan.regions.recovery).records.saveGuard(plan.name, seenRecord);
    return { state: stateOf(seen.answered, open.length), sentence };
  }
  return actOnOldRegion(world, plan, { ...question, look, seen, seenRecord, acts, guarding });
}

function stateOf(answered: boolean, open: number): GuardReport['state'] {
  if (open === 0) return 'fenced';
  return answered ? 'fencing' : 'unreachable';
}

async function readQuestion(world: RecoveryWorld, plan: Plan): Promise<GuardQuestion> {
  const key = planKey(plan);
  const { records } = world.inRegion(plan.regions.recovery);
  const [record, planRecord, guard] = await Promise.all([
    world.store.readService(key),
    world.store.readPlan(key),
    records.readGuard(plan.name),
  ]);
  return { record, planRecord, guard };
}

function lookFor(
  world: RecoveryWorld,
  plan: Plan,
  epoch: number,
  { invocationId }: Guarding,
): FenceLook {
  const run: RunIdentity = {
    plan: plan.name,
    incident: `guard-${plan.name}-e${epoch}`,
    step: 'region-guard',
    owner: `local:region-guard/${invocationId}`,
  };
  return {
    old: oldRegionOf(world, plan, run),
    plan,
    services: fenceInputOf(plan)?.services ?? 'all',
    epoch,
    nowMilliseconds: world.clock.now(),
  };
}

/** What the run's own fence has noted: the guard goes on from there. */
function notesOfRun(plan: Plan, { steps }: PlanRecord): GuardRecord['notes'] {
  const fence = plan.steps.find(({ kind }) => kind === FENCE_REGION_KIND);
  return (fence && steps[fence.name]?.memory) ?? {};
}
