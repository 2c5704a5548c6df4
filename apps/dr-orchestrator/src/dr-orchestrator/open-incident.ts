import { RetryableError } from '@understudy/errors';
import {
  decideTakeover,
  type Incident,
  type Lease,
  type OwnerProof,
  type OwnerStatus,
} from '@understudy/leases';
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
  const record = await world.store.readService(key);
  const preparing = isPreparationOrder(input.trigger);
  const open = record.openIncident?.id;
  if (preparing && open !== undefined && open !== input.incidentId) {
    const purpose = (await world.store.readIncident(open))?.purpose;
    if (purpose !== PREPARATION) return recoveryOpen(open, plan.name);
  }
  const takeover = await judgeOwner(session, record.lease, scope);
  const order = input.trigger.kind === 'order' ? { order: input.trigger } : {};
  const opened = await world.store.open({
    key,
    owner,
    turnDeadlineMilliseconds: invocation.deadlineMilliseconds,
    incidentId: input.incidentId,
    trigger: { what: describeTrigger(input.trigger), execution: invocation.executionArn, ...order },
    nowMilliseconds: world.clock.now(),
    ...(preparing ? { purpose: PREPARATION } : {}),
    ...(takeover?.proof ? { proof: takeover.proof } : {}),
  });
  if (opened.result === 'busy') {
    throw new RetryableError(
      'LeaseBusy',
      `the lease of ${plan.name} is being given back; looking again`,
      { fields: { plan: plan.name } },
    );
  }
  if (opened.result === 'joined') {
    const waiting = takeover && !takeover.proof ? ` ${takeover.reason}` : '';
    const { incidentId } = opened;
    return { holding: false, incidentId, sentence: `${incidentId} has it.${waiting}` };
  }
  session.adopt(opened.hold, opened.record.lease);
  const { incident } = opened;
  return takeover?.proof
    ? { holding: true, incident, takeover: takeover.reason }
    : { holding: true, incident };
}

function recoveryOpen(refused: string, plan: string): Opening {
  const sentence = `${refused} of ${plan} is open: nothing is prepared beside a recovery.`;
  return { holding: false, refused, sentence };
}

type OwnerJudgement = { readonly proof?: OwnerProof; readonly reason: string };

/** Whether another's lease may be taken: its owner's end is proved and its calls are settled. */
async function judgeOwner(
  session: PlanSession,
  lease: Lease,
  scope: StepScope,
): Promise<OwnerJudgement | undefined> {
  const { world, owner } = session;
  if (!lease.owner || JSON.stringify(lease.owner) === JSON.stringify(owner)) return undefined;
  const { status, word } = await ownerStatus(session, lease.owner, scope);
  const seen =
    status === 'running' ? new Set<number>() : await effectsSeen(session, lease.unsettled, scope);
  const judged = decideTakeover({
    lease,
    ownerStatus: status,
    ownerStatusWord: word,
    evidence: ({ sequence }) => (seen.has(sequence) ? 'effect-seen' : 'unknown'),
    nowMilliseconds: world.clock.now(),
  });
  return judged.allowed
    ? { proof: judged.proof, reason: judged.reason }
    : { reason: judged.reason };
}

async function ownerStatus(
  { world, plan }: PlanSession,
  owner: NonNullable<Lease['owner']>,
  { signal }: StepScope,
): Promise<{ readonly status: OwnerStatus; readonly word: string }> {
  if (owner.kind === 'local') return { status: 'not-an-execution', word: 'a local run' };
  const { functions } = world.inRegion(plan.regions.recovery);
  const word = await functions.status(owner.executionArn, { signal });
  if (word === undefined) return { status: 'unknown', word: 'its status could not be asked' };
  if (word === 'running' || word === 'gone') return { status: word, word };
  return { status: 'terminal', word };
}
