import { TerminalError } from '@understudy/errors';
import { callsUnsettled, leaseLost } from '../lease-errors.ts';
import { stillUnsettled } from '../lease-rules.ts';
import { DECISION_BYTES_MAX, SENTENCE_BYTES_MAX } from '../limits.ts';
import type { Hold, Incident } from '../model.ts';
import { isHold, ownerId } from '../owner-identity.ts';
import type { CloseRequest } from '../store.ts';
import type { PlainItem } from '../table/attribute-values.ts';
import { boundedData, boundedText } from '../table/bounded-data.ts';
import { incidentItemSchema, lastCloseSchema } from '../table/item-schemas.ts';
import { readItem } from '../table/read-item.ts';
import type { TableAccess, Write } from '../table/table-access.ts';
import { headAt, leaseAt, stateAt } from '../table/table-keys.ts';
import { expiryAfter } from './expiry.ts';
import { heldAs } from './hold-conditions.ts';
import { readService } from './service-records.ts';

/**
 * Ends the hold: lease, state and the incident's head in one transaction, so that no trigger can
 * join between the owner's last look and the end. Repeated after a lost answer it finds itself in
 * the head. An owner that was declared over may still close: that changes nothing of the user's.
 */
export async function closeLease(
  table: TableAccess,
  hold: Hold,
  request: CloseRequest,
): Promise<void> {
  const record = await readService(table, hold.key);
  const headKey = headAt(request.incidentId);
  const head = await table.get(headKey);
  if (!isHold(record.lease, hold)) {
    if (head !== undefined && closedBy(hold, request, head)) return;
    throw leaseLost(hold, record.lease);
  }
  const open = stillUnsettled(record.lease, request.settled);
  if (open.length > 0) throw callsUnsettled(hold.key, open);
  if (head === undefined || record.openIncident?.id !== request.incidentId) {
    throw notOpen(hold, request, record.openIncident?.id);
  }
  const joined = record.openIncident.joinedCount;
  if (joined > request.joinsSeen) throw joinedSince(request, joined);
  const incident = readItem(incidentItemSchema, headKey, head);
  const answer = await table.transact([
    leaseWrite(hold, record.lease.lastSequence),
    stateWrite(hold, request),
    headWrite(hold, request, incident),
  ]);
  if (answer.written) return;
  // One look at what it is now says which of the refusals above it was.
  const now = await readService(table, hold.key);
  const nowJoined = now.openIncident?.joinedCount ?? 0;
  if (isHold(now.lease, hold) && nowJoined > request.joinsSeen) {
    throw joinedSince(request, nowJoined);
  }
  const nowOpen = stillUnsettled(now.lease, request.settled);
  if (isHold(now.lease, hold) && nowOpen.length > 0) throw callsUnsettled(hold.key, nowOpen);
  const nowHead = await table.get(headKey);
  if (nowHead !== undefined && closedBy(hold, request, nowHead)) return;
  throw leaseLost(hold, now.lease);
}

function leaseWrite(hold: Hold, lastSequence: number): Write {
  return {
    key: leaseAt(hold.key),
    change: { set: [['unsettled', []]], remove: ['owner', 'ownerId', 'declaredOver'] },
    conditions: [...heldAs(hold), { path: 'lastSequence', equals: lastSequence }],
  };
}

function stateWrite(hold: Hold, { incidentId, joinsSeen, keepOpen }: CloseRequest): Write {
  return {
    key: stateAt(hold.key),
    change: {
      set: [
        ['joined', {}],
        ['joinedCount', 0],
      ],
      remove: keepOpen ? [] : ['openIncident'],
    },
    conditions: [
      { path: 'openIncident', equals: incidentId },
      { path: 'joinedCount', atMost: joinsSeen },
    ],
  };
}

function headWrite(hold: Hold, request: CloseRequest, incident: Incident): Write {
  const { outcome, keepOpen, nowMilliseconds, told } = request;
  // The same question is not asked again: writing it would wipe out an answer given meanwhile.
  const approval = request.approval?.id === incident.approval?.id ? undefined : request.approval;
  const closed = keepOpen
    ? []
    : Object.entries({ closedAtMilliseconds: nowMilliseconds, ...expiryAfter(nowMilliseconds) });
  return {
    key: headAt(request.incidentId),
    change: {
      set: [
        ['outcome', boundedOutcome(outcome)],
        ['decision', boundedData(request.decision, DECISION_BYTES_MAX)],
        ['approval', approval],
        ['told', told],
        ['lastClose', { ownerId: ownerId(hold.owner), term: hold.term }],
        ...closed,
      ],
      ...(outcome.name === 'failed' ? { add: [['failures', 1]] } : {}),
    },
    conditions: [{ path: 'pk', present: true }],
  };
}

function boundedOutcome(outcome: CloseRequest['outcome']): CloseRequest['outcome'] {
  const { name, reason, sentence, next } = outcome;
  return {
    name,
    reason: boundedText(reason, SENTENCE_BYTES_MAX),
    sentence: boundedText(sentence, SENTENCE_BYTES_MAX),
    ...(next === undefined ? {} : { next: boundedText(next, SENTENCE_BYTES_MAX) }),
  };
}

function closedBy(hold: Hold, request: CloseRequest, head: PlainItem): boolean {
  const { lastClose } = readItem(lastCloseSchema, headAt(request.incidentId), head);
  return lastClose?.ownerId === ownerId(hold.owner) && lastClose.term === hold.term;
}

function joinedSince({ incidentId, joinsSeen }: CloseRequest, joined: number): TerminalError {
  return new TerminalError(
    'JoinedSince',
    `Incident ${incidentId}: expected ${joinsSeen} joined trigger(s), found ${joined}. ` +
      'Look at what has joined, then close.',
    { fields: { incidentId, expected: joinsSeen, found: joined } },
  );
}

function notOpen(hold: Hold, request: CloseRequest, open: string | undefined): TerminalError {
  return new TerminalError(
    'IncidentNotOpen',
    `Closing ${hold.key}: expected its open incident to be ${request.incidentId}, ` +
      `found ${open ?? 'none'}. Close the incident that opening gave.`,
    { fields: { key: hold.key, expected: request.incidentId, found: open } },
  );
}
