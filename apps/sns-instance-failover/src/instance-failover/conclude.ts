import { hasCode, toErrorRecord } from '@understudy/errors';
import { judgeTelling, type Approval, type Incident, type OutcomeName } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import type { ActOutcome } from '../acting/act-outcome.ts';
import type { Run } from '../acting/run.ts';
import { settleSeen } from '../acting/settle-calls.ts';
import { REPLACED_BY_ITS_GROUP, type Decision } from '../deciding/decision.ts';
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
    if (run.session.gate.unsettled().length > 0) await settleSeen(run, scope);
    if (run.session.gate.unsettled().length > 0) return 'unsettled';
    // Known to need another look: people are told at the end, once.
    const joinsSeen = await joinsHeeded(run, conclusion);
    if (joinsSeen === undefined) return 'joined-since';
    await close(run, { ...conclusion, joinsSeen });
    return 'closed';
  } catch (thrown) {
    if (hasCode(thrown, 'JoinedSince')) return 'joined-since';
    if (hasCode(thrown, 'CallsUnsettled')) return 'unsettled';
    if (hasCode(thrown, 'LeaseLost')) return 'lost';
    throw thrown;
  }
}

/**
 * These end the run, whatever joined: it would fail over again under one lease, without end (found
 * by the model). Their incident stays open for the next look; only a person's order is heeded now.
 */
const ENDS_THE_RUN: ReadonlySet<OutcomeName> = new Set(['put-back', 'needs-operator']);

/** How many triggers the close may leave behind; `undefined`: one of them asks for another look. */
async function joinsHeeded(
  run: Run,
  { outcome, joinsSeen }: Conclusion,
): Promise<number | undefined> {
  const { openIncident } = await run.session.world.store.readService(run.session.key);
  const { joined = [], joinedCount = 0 } = openIncident ?? {};
  if (joinedCount <= joinsSeen) return joinsSeen;
  const ordered = joined.slice(joinsSeen).some(({ order }) => order !== undefined);
  return ENDS_THE_RUN.has(outcome.name) && !ordered ? joinedCount : undefined;
}

async function close(run: Run, conclusion: Conclusion): Promise<void> {
  const { store, clock } = run.session.world;
  const { decision, question, joinsSeen } = conclusion;
  const incident = await store.readIncident(run.incidentId);
  const told = incident ? await tellPeople(run, incident, conclusion) : undefined;
  const { outcome, keepOpen } = endingOf(incident, conclusion.outcome);
  const approval = question ? approvalFor(run, incident, question) : undefined;
  await store.close(run.session.hold(), {
    incidentId: run.incidentId,
    outcome,
    ...(decision ? { decision } : {}),
    keepOpen,
    joinsSeen,
    settled: run.session.gate.settled(),
    ...(approval ? { approval } : {}),
    ...(told ? { told } : {}),
    nowMilliseconds: clock.now(),
  });
}

/**
 * Whether the next look goes on with the incident. One that was put back, or left to its group, is
 * watched until a look finds it serving, also while its alarm still rings: it ends as what it was.
 */
function endingOf(
  incident: Incident | undefined,
  outcome: ActOutcome,
): { readonly outcome: ActOutcome; readonly keepOpen: boolean } {
  if (outcome.reason === REPLACED_BY_ITS_GROUP) return { outcome, keepOpen: true };
  const before = incident?.outcome;
  const watched = before?.name === 'put-back' || before?.reason === REPLACED_BY_ITS_GROUP;
  const serves = outcome.name === 'nothing-to-do' || outcome.reason === 'alarm-without-symptom';
  if (serves && watched) return { outcome: before, keepOpen: false };
  return { outcome, keepOpen: LOOKED_AT_AGAIN.has(outcome.name) };
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
    const subject = { service: service.name, incidentId: run.incidentId };
    if (!(await notify(world, subject, outcome))) return undefined;
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
