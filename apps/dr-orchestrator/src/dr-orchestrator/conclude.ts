import { hasCode } from '@understudy/errors';
import { judgeTelling, type JoinedTrigger, type OutcomeName } from '@understudy/leases';
import type { StepScope, Workflow } from '@understudy/workflow';

import { lastTold, notifyPeople, type Outcome } from '../running/notify-people.ts';
import type { PlanSession } from '../running/plan-session.ts';
import { SETTLE_EVERY_SECONDS, SETTLE_LOOKS_MAX, settleSeen } from '../running/settle-calls.ts';

/** Outcomes that the next look goes on with: their incident stays open, without a lease. */
const LOOKED_AT_AGAIN: ReadonlySet<OutcomeName> = new Set([
  'held',
  'asked',
  'failed',
  'needs-operator',
]);

/** Outcomes that a person is told when they change, then every 15 minutes. */
const TOLD: ReadonlySet<OutcomeName> = new Set([
  'completed',
  'asked',
  'held',
  'put-back',
  'needs-operator',
  'failed',
]);

export interface Ending {
  readonly incidentId: string;
  readonly outcome: Outcome;
  readonly evidence?: unknown;
  /** Of an incident that nothing goes on with: it is closed however it ended. */
  readonly closes?: boolean;
}

/**
 * Tells people, gives the lease back, closes the incident or leaves it for the next look. What had
 * joined it until then.
 */
export async function closeIncident(
  workflow: Workflow,
  session: PlanSession,
  ending: Ending,
): Promise<readonly JoinedTrigger[]> {
  for (let attempt = 1; attempt <= SETTLE_LOOKS_MAX; attempt++) {
    const { closing, joined } = await workflow.step(`close-${attempt}`, (scope) =>
      conclude(session, ending, scope),
    );
    if (closing !== 'again') return joined;
    await workflow.wait(`settling-${attempt}`, SETTLE_EVERY_SECONDS);
  }
  return [];
}

/** `again`: a call may still take effect, or something joined at this very moment. */
interface Closing {
  readonly closing: 'closed' | 'again' | 'lost';
  readonly joined: readonly JoinedTrigger[];
}

const AGAIN: Closing = { closing: 'again', joined: [] };

/**
 * `lost` also where nothing is held any more: an invocation that died with its end written, but not
 * in its journal, comes here again, and its end is the record's.
 */
async function conclude(session: PlanSession, ending: Ending, scope: StepScope): Promise<Closing> {
  try {
    const { world, key, gate } = session;
    if (gate.unsettled().length > 0) await settleSeen(session, scope);
    if (gate.unsettled().length > 0) return AGAIN;
    const { openIncident } = await world.store.readService(key);
    await close(session, ending, openIncident?.joinedCount ?? 0);
    return { closing: 'closed', joined: openIncident?.joined ?? [] };
  } catch (thrown) {
    if (hasCode(thrown, 'JoinedSince') || hasCode(thrown, 'CallsUnsettled')) return AGAIN;
    if (hasCode(thrown, 'LeaseLost')) return { closing: 'lost', joined: [] };
    throw thrown;
  }
}

/** What joined is about the same region: it is answered by this end, whatever it was. */
async function close(
  session: PlanSession,
  { incidentId, outcome, evidence, closes = false }: Ending,
  joinsSeen: number,
): Promise<void> {
  const { world, gate } = session;
  const { store, clock } = world;
  const incident = await store.readIncident(incidentId);
  const words = `${outcome.name}: ${outcome.reason}`;
  const now = clock.now();
  const telling = judgeTelling({
    told: lastTold(incident, outcome),
    outcome: words,
    nowMilliseconds: now,
  });
  const tell = TOLD.has(outcome.name) && telling.tell;
  const told = tell && (await notifyPeople(world, incidentId, outcome));
  await store.close(session.hold(), {
    incidentId,
    outcome,
    ...(evidence === undefined ? {} : { decision: evidence }),
    keepOpen: !closes && LOOKED_AT_AGAIN.has(outcome.name),
    joinsSeen,
    settled: gate.settled(),
    ...(told ? { told: { atMilliseconds: now, outcome: words } } : {}),
    nowMilliseconds: now,
  });
}
