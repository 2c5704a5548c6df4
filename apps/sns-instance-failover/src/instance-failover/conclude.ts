import { hasCode, toErrorRecord } from '@understudy/errors';
import { judgeTelling, type Approval, type Incident, type OutcomeName } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import type { ActOutcome } from '../acting/act-outcome.ts';
import { effectSeen, isOver } from '../acting/settle-calls.ts';
import { lookNow, type Run } from '../acting/run.ts';
import type { Decision } from '../deciding/decision.ts';
import type { Question } from './approvals.ts';
import { notify } from './notify.ts';

/** Outcomes that the next look goes on with: their incident stays open, without a lease. */
const LOOKED_AT_AGAIN: ReadonlySet<OutcomeName> = new Set([
  'held',
  'asked',
  'put-back',
  'failed',
  'needs-operator',
]);

/** Outcomes that a person is told, always or when they change. */
const TOLD: ReadonlySet<OutcomeName> = new Set([
  'completed',
  'held',
  'asked',
  'put-back',
  'needs-operator',
  'failed',
]);

export interface Conclusion {
  readonly outcome: ActOutcome;
  readonly decision?: Decision;
  readonly question?: Question;
  readonly joinsSeen: number;
}

/**
 * `joined-since`: something came while the owner acted; it looks again. `unsettled`: a call may
 * still take effect; it waits.
 */
export type Closing = 'closed' | 'joined-since' | 'unsettled' | 'lost';

/**
 * Tells people, then gives the lease back and closes the incident, in one conditional write.
 * While a call may still take effect the lease is not given back (rule 3).
 */
export async function conclude(
  run: Run,
  conclusion: Conclusion,
  scope: StepScope,
): Promise<Closing> {
  try {
    await settleSeen(run, scope);
    if (run.session.gate.unsettled().length > 0) return 'unsettled';
    // Known to need another look: people are told at the end, once.
    if (await joinedSince(run, conclusion)) return 'joined-since';
    await close(run, conclusion);
    return 'closed';
  } catch (thrown) {
    if (hasCode(thrown, 'JoinedSince')) return 'joined-since';
    if (hasCode(thrown, 'CallsUnsettled')) return 'unsettled';
    if (hasCode(thrown, 'LeaseLost')) return 'lost';
    throw thrown;
  }
}

async function joinedSince(run: Run, { joinsSeen }: Conclusion): Promise<boolean> {
  const { openIncident } = await run.session.world.store.readService(run.session.key);
  return (openIncident?.joinedCount ?? 0) > joinsSeen;
}

async function close(run: Run, conclusion: Conclusion): Promise<void> {
  const { store, clock } = run.session.world;
  const { outcome, decision, question, joinsSeen } = conclusion;
  const incident = await store.readIncident(run.incidentId);
  const told = incident ? await tellPeople(run, incident, conclusion) : undefined;
  const approval = question ? approvalFor(run, incident, question) : undefined;
  await store.close(run.session.hold(), {
    incidentId: run.incidentId,
    outcome,
    ...(decision ? { decision } : {}),
    keepOpen: LOOKED_AT_AGAIN.has(outcome.name),
    joinsSeen,
    settled: run.session.gate.settled(),
    ...(approval ? { approval } : {}),
    ...(told ? { told } : {}),
    nowMilliseconds: clock.now(),
  });
}

async function settleSeen(run: Run, scope: StepScope): Promise<void> {
  const { gate, world } = run.session;
  if (gate.unsettled().length === 0) return;
  const look = await lookNow(run, scope);
  for (const intent of gate.unsettled()) {
    if (effectSeen(intent, look) || isOver(intent, world.clock.now())) gate.settle(intent.sequence);
  }
}

/** An open question for the same plan stays as it is: its clock and its id do not start again. */
function approvalFor(
  run: Run,
  incident: Incident | undefined,
  question: Question,
): Approval | undefined {
  const present = incident?.approval;
  const same =
    present && present.planHash === question.planHash && present.epoch === question.epoch;
  if (same && question.askedAtMilliseconds <= present.expiresAtMilliseconds) return undefined;
  return { id: `${run.incidentId}-${question.askedAtMilliseconds.toString(36)}`, ...question };
}

async function tellPeople(
  run: Run,
  incident: Incident,
  { outcome }: Conclusion,
): Promise<Incident['told']> {
  const { world, service } = run.session;
  if (!TOLD.has(outcome.name)) return undefined;
  const words = `${outcome.name}: ${outcome.reason}`;
  const judged = judgeTelling({
    told: incident.told,
    outcome: words,
    nowMilliseconds: world.clock.now(),
  });
  if (!judged.tell) return undefined;
  try {
    await notify(world, { service: service.name, incidentId: run.incidentId }, outcome);
  } catch (thrown) {
    // Not being able to tell must not keep the lease; the next look tells again.
    world.settings.log.error('The notification could not be sent', {
      service: service.name,
      incident: run.incidentId,
      ...toErrorRecord(thrown),
    });
    return undefined;
  }
  return { atMilliseconds: world.clock.now(), outcome: words };
}
