import { isUnderstudyError, toErrorRecord } from '@understudy/errors';
import type { Incident } from '@understudy/leases';
import type { Workflow } from '@understudy/workflow';

import type { ActOutcome } from '../acting/act-outcome.ts';
import type { Run } from '../acting/run.ts';
import { SETTLE_EVERY_SECONDS, SETTLE_LOOKS_MAX } from '../acting/settle-calls.ts';
import type { Session } from '../acting/session.ts';
import type { Decision } from '../deciding/decision.ts';
import { act } from './act.ts';
import type { Question } from './approvals.ts';
import { assess } from './assess.ts';
import { conclude, type Closing } from './conclude.ts';
import { endWithoutRecord } from './end-without-record.ts';
import type { FailoverInput } from './failover-input.ts';
import { openIncident, type Opening } from './open-incident.ts';

/** What an execution ends with. */
export interface FailoverResult {
  readonly incidentId: string;
  readonly service: string;
  readonly outcome: ActOutcome;
}

/** Triggers that join while the owner acts are looked at this often; then the next look has them. */
const ROUNDS_MAX = 3;

/** A lease that is just being given back, or a table that does not answer, has 15 s to come round. */
const OPEN_ATTEMPTS = 5;

/** A look that failed this often needs a person: the same again would fail again. */
const FAILURES_MAX = 3;

/**
 * The one workflow of this scale; every trigger leads to it: lease, observe, decide, act, close
 * (rule 4). It ends in one of the outcomes, always (rule 9).
 */
export async function instanceFailover(
  workflow: Workflow,
  input: FailoverInput,
  session: Session,
): Promise<FailoverResult> {
  try {
    return await runIncident(workflow, input, session);
  } catch (thrown) {
    // Only what the journal remembers may end here: anything else must suspend or fail the run.
    if (!isUnderstudyError(thrown)) throw thrown;
    const outcome = await endWithoutRecord(workflow, input, session.world, thrown);
    return resultOf(input, input.incidentId, outcome);
  }
}

async function runIncident(
  workflow: Workflow,
  input: FailoverInput,
  session: Session,
): Promise<FailoverResult> {
  const opening = await workflow.step<Opening>(
    'open',
    (scope) => openIncident(session, input, scope),
    { attempts: OPEN_ATTEMPTS },
  );
  if (!opening.holding && opening.surrendered) {
    return resultOf(input, opening.incidentId, {
      name: 'refused',
      reason: 'surrendered',
      sentence: opening.sentence,
    });
  }
  if (!opening.holding) {
    return resultOf(input, opening.incidentId, {
      name: 'joined',
      reason: 'run-under-way',
      sentence: opening.sentence,
    });
  }
  const { incident } = opening;
  if (waitsForPerson(incident, input)) return leaveToPerson(workflow, session, input, incident);
  let last: Told = {
    outcome: { name: 'held', reason: 'undecided', sentence: 'Nothing was decided.' },
    joinsSeen: 0,
  };
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const prefix = `r${round}.`;
    last = laterTold(last, await runRound(workflow, session, input, incident, prefix));
    const closing = await close(workflow, session, incident.id, prefix, last);
    if (closing !== 'joined-since') break;
  }
  return resultOf(input, incident.id, last.outcome);
}

interface Told {
  readonly outcome: ActOutcome;
  readonly decision?: Decision;
  readonly question?: Question;
  readonly joinsSeen: number;
}

async function runRound(
  workflow: Workflow,
  session: Session,
  input: FailoverInput,
  incident: Incident,
  prefix: string,
): Promise<Told> {
  let joinsSeen = 0;
  try {
    const assessment = await assess({
      workflow,
      session,
      incidentId: incident.id,
      prefix,
      trigger: input.trigger,
    });
    ({ joinsSeen } = assessment);
    const run: Run = {
      workflow,
      session,
      incidentId: incident.id,
      prefix,
      groups: assessment.groups,
    };
    return { ...(await act(run, assessment, incident)), joinsSeen };
  } catch (thrown) {
    // Only what the journal remembers may end here: anything else must suspend or fail the run.
    if (!isUnderstudyError(thrown)) throw thrown;
    return { outcome: failedOutcome(incident, thrown, input.service), joinsSeen };
  }
}

function failedOutcome(incident: Incident, thrown: Error, service: string): ActOutcome {
  const { code, message } = toErrorRecord(thrown);
  if (code === 'Forbidden' || incident.failures + 1 >= FAILURES_MAX) {
    return {
      name: 'needs-operator',
      reason: code,
      sentence: `Stopped at a safe point: ${message}`,
      next: `understudy readiness ${service}`,
    };
  }
  return {
    name: 'failed',
    reason: code,
    sentence: `Failed, and the next look goes on: ${message}`,
  };
}

/**
 * What one round has done stays the incident's outcome when the next has nothing to do: what it
 * still holds for, the next look finds as an incident of its own. An order that has been carried
 * out is out of date in the next round, and thereby refused: it was completed all the same.
 */
function laterTold(before: Told, after: Told): Told {
  const idle = ['nothing-to-do', 'held', 'refused'].includes(after.outcome.name);
  const done = before.outcome.name === 'completed';
  return done && idle ? { ...before, joinsSeen: after.joinsSeen } : after;
}

async function close(
  workflow: Workflow,
  session: Session,
  incidentId: string,
  prefix: string,
  told: Told,
): Promise<Closing> {
  const run: Run = { workflow, session, incidentId, prefix, groups: [] };
  for (let attempt = 1; attempt <= SETTLE_LOOKS_MAX; attempt++) {
    const closing = await workflow.step(`${prefix}close-${attempt}`, (scope) =>
      conclude(run, told, scope),
    );
    if (closing !== 'unsettled') return closing;
    await workflow.wait(`${prefix}settling-${attempt}`, SETTLE_EVERY_SECONDS);
  }
  return 'unsettled';
}

/** What stopped for a person goes on at a person's word only. */
function waitsForPerson(incident: Incident, input: FailoverInput): boolean {
  return incident.outcome?.name === 'needs-operator' && input.trigger.kind !== 'order';
}

async function leaveToPerson(
  workflow: Workflow,
  session: Session,
  input: FailoverInput,
  incident: Incident,
): Promise<FailoverResult> {
  const outcome = incident.outcome ?? {
    name: 'needs-operator',
    reason: 'unknown',
    sentence: 'A person is needed.',
  };
  await close(workflow, session, incident.id, 'r0.', {
    outcome,
    joinsSeen: Number.MAX_SAFE_INTEGER,
  });
  return resultOf(input, incident.id, outcome);
}

function resultOf(input: FailoverInput, incidentId: string, outcome: ActOutcome): FailoverResult {
  return { incidentId, service: input.service, outcome };
}
