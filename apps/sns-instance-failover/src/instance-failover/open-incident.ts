import { RetryableError } from '@understudy/errors';
import {
  decideTakeover,
  type Arming,
  type Incident,
  type Lease,
  type OwnerProof,
  type OwnerStatus,
  type ServiceState,
} from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { effectSeen } from '../acting/settle-calls.ts';
import type { Session } from '../acting/session.ts';
import { surrenderWords } from '../deciding/surrender-words.ts';
import { observeService } from '../looking/observe-service.ts';
import { describeTrigger } from '../triggers/trigger.ts';
import type { FailoverInput } from './failover-input.ts';

export type Opening =
  | {
      readonly holding: true;
      readonly resumed: boolean;
      readonly incident: Incident;
      readonly state?: ServiceState;
      readonly arming?: Arming;
      readonly takeover?: string;
    }
  | {
      readonly holding: false;
      readonly incidentId: string;
      readonly sentence: string;
      /** Not joined: the other region is in charge, and nothing here is even opened. */
      readonly surrendered?: true;
    };

/** Takes the lease and opens the incident, goes on with one that was left, or joins a live one. */
export async function openIncident(
  session: Session,
  input: FailoverInput,
  scope: StepScope,
): Promise<Opening> {
  const { world, key, owner, invocation, service } = session;
  const record = await world.store.readService(key);
  if (record.surrendered) {
    const sentence = surrenderWords(service.name, record.surrendered);
    return { holding: false, incidentId: input.incidentId, sentence, surrendered: true };
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
    ...(takeover?.proof ? { proof: takeover.proof } : {}),
  });
  if (opened.result === 'busy') {
    throw new RetryableError(
      'LeaseBusy',
      `the lease of ${input.service} is being given back; looking again`,
      { fields: { service: input.service } },
    );
  }
  if (opened.result === 'joined') {
    const waiting = takeover && !takeover.proof ? ` ${takeover.reason}` : '';
    return {
      holding: false,
      incidentId: opened.incidentId,
      sentence: `${opened.incidentId} has it.${waiting}`,
    };
  }
  session.adopt(opened.hold, opened.record.lease);
  return {
    holding: true,
    resumed: opened.result === 'resumed',
    incident: opened.incident,
    ...(opened.record.state ? { state: opened.record.state } : {}),
    ...(opened.record.arming ? { arming: opened.record.arming } : {}),
    ...(takeover?.proof ? { takeover: takeover.reason } : {}),
  };
}

type OwnerJudgement = { readonly proof?: OwnerProof; readonly reason: string };

/** Whether another's lease may be taken: its owner's end is proved and its calls are settled. */
export async function judgeOwner(
  session: Session,
  lease: Lease,
  scope: StepScope,
): Promise<OwnerJudgement | undefined> {
  const { world, owner } = session;
  if (!lease.owner || sameOwner(lease.owner, owner)) return undefined;
  const status = await ownerStatus(session, lease.owner, scope);
  const look =
    lease.unsettled.length > 0 && status.status !== 'running'
      ? await observeService(world, session.service, { signal: scope.signal })
      : undefined;
  const judged = decideTakeover({
    lease,
    ownerStatus: status.status,
    ownerStatusWord: status.word,
    evidence: (intent) => (look && effectSeen(intent, look) ? 'effect-seen' : 'unknown'),
    nowMilliseconds: world.clock.now(),
  });
  return judged.allowed
    ? { proof: judged.proof, reason: judged.reason }
    : { reason: judged.reason };
}

function sameOwner(one: NonNullable<Lease['owner']>, other: NonNullable<Lease['owner']>): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function ownerStatus(
  session: Session,
  owner: NonNullable<Lease['owner']>,
  scope: StepScope,
): Promise<{ readonly status: OwnerStatus; readonly word: string }> {
  if (owner.kind === 'local') return { status: 'not-an-execution', word: 'a local run' };
  const word = await session.world.functions.status(owner.executionArn, { signal: scope.signal });
  if (word === undefined) return { status: 'unknown', word: 'its status could not be asked' };
  if (word === 'running' || word === 'gone') return { status: word, word };
  return { status: 'terminal', word };
}
