import { takeLease, type Incident, type PlanRecord } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { tell } from '../running/plan-run.ts';
import type { PlanSession } from '../running/plan-session.ts';
import { effectsSeen } from '../running/settle-calls.ts';
import type { RecoveryInput } from '../triggers/recovery-input.ts';
import { describeTrigger } from '../triggers/trigger.ts';
import { isPreparation, isPreparationOrder, PREPARATION } from '../triggers/preparation.ts';

export type Opening =
  | { readonly holding: true; readonly incident: Incident; readonly takeover?: string }
  | { readonly holding: false; readonly incidentId: string; readonly sentence: string }
  /** A preparation never goes on with a recovery, nor joins one. */
  | { readonly holding: false; readonly refused: string; readonly sentence: string };

/** Takes the lease and opens the incident, goes on with one that was left, or joins a live one. */
export async function openIncident(
  session: PlanSession,
  input: RecoveryInput,
  scope: StepScope,
): Promise<Opening> {
  const { world, key, owner, invocation, plan } = session;
  const { incidentId, trigger } = input;
  const record = await world.store.readService(key);
  const preparing = isPreparationOrder(trigger);
  const open = record.openIncident?.id;
  if (preparing && open !== undefined && open !== incidentId) {
    const purpose = (await world.store.readIncident(open))?.purpose;
    if (purpose !== PREPARATION) return recoveryOpen(open, plan.name);
  }
  const order = trigger.kind === 'order' ? { order: trigger } : {};
  const { functions } = world.inRegion(plan.regions.recovery);
  const taken = await takeLease(
    world.store,
    record,
    {
      key,
      owner,
      invocation,
      incidentId,
      trigger: { what: describeTrigger(trigger), ...order },
      clock: world.clock,
      ...(preparing ? { purpose: PREPARATION } : {}),
    },
    {
      statusOf: (arn) => functions.status(arn, scope),
      effectsSeen: (intents) => effectsSeen(session, intents, scope),
    },
  );
  if (!taken.holding) return preparing ? taken : tellWaiting(session, taken);
  const { opened, takeover } = taken;
  session.adopt(opened.hold, opened.record.lease);
  const { incident } = opened;
  return { holding: true, incident, ...(takeover === undefined ? {} : { takeover }) };
}

/** A recovery that waits for a preparation: people must see for what, and for how long at most. */
async function tellWaiting(
  session: PlanSession,
  joined: Extract<Opening, { readonly incidentId: string }>,
): Promise<Opening> {
  const { world, plan, key } = session;
  const incident = await world.store.readIncident(joined.incidentId);
  if (!incident || !isPreparation(incident)) return joined;
  const { steps } = await world.store.readPlan(key);
  const sentence =
    `A recovery of ${plan.name} is wanted while ${incident.id} prepares. It begins when the call of ` +
    `terraform-runner that is under way has ended: ${longestWait(steps)} at most.`;
  await tell({ session, incident }, { step: 'recovery', begun: world.clock.now(), sentence });
  return { ...joined, sentence };
}

/** A function ends within 15 minutes; a task by itself within an hour, and its start takes minutes. */
function longestWait(steps: PlanRecord['steps']): string {
  const asTask = Object.values(steps).some(({ memory }) => memory?.['task'] !== undefined);
  return asTask ? '65 minutes' : '15 minutes';
}

function recoveryOpen(refused: string, plan: string): Opening {
  const sentence = `${refused} of ${plan} is open: nothing is prepared beside a recovery.`;
  return { holding: false, refused, sentence };
}
