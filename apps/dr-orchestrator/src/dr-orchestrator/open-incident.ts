import { takeLease, type Incident } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import type { PlanSession } from '../running/plan-session.ts';
import { effectsSeen } from '../running/settle-calls.ts';
import type { RecoveryInput } from '../triggers/recovery-input.ts';
import { describeTrigger } from '../triggers/trigger.ts';
import { isPreparationOrder, PREPARATION } from './preparation.ts';

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
  if (!taken.holding) return taken;
  const { opened, takeover } = taken;
  session.adopt(opened.hold, opened.record.lease);
  const { incident } = opened;
  return { holding: true, incident, ...(takeover === undefined ? {} : { takeover }) };
}

function recoveryOpen(refused: string, plan: string): Opening {
  const sentence = `${refused} of ${plan} is open: nothing is prepared beside a recovery.`;
  return { holding: false, refused, sentence };
}
