import { TerminalError } from '@understudy/errors';
import { leaseLost } from '../lease-errors.ts';
import { decideOpen } from '../lease-rules.ts';
import {
  CONTENTION_TRIES_MAX,
  INCIDENT_EXECUTIONS_KEPT_MAX,
  SENTENCE_BYTES_MAX,
} from '../limits.ts';
import type { Hold, Incident, ServiceRecord } from '../model.ts';
import { ownerId } from '../owner-identity.ts';
import type { OpenRequest, OpenResult } from '../store.ts';
import { boundedText } from '../table/bounded-data.ts';
import type { TableAccess, Write } from '../table/table-access.ts';
import { directoryAt, headAt, historyAt, leaseAt, stateAt } from '../table/table-keys.ts';
import { expiryAfter } from './expiry.ts';
import { unchangedSince } from './hold-conditions.ts';
import { readIncident } from './incident-records.ts';
import { joinIncident } from './join-incident.ts';
import { readService } from './service-records.ts';
import { takeTurn } from './take-turn.ts';

/**
 * Takes the lease and opens, resumes or joins the incident. Each try reads, decides (purely) and
 * writes on the condition that all is still as it was read; a lost condition is another try.
 */
export async function openLease(table: TableAccess, request: OpenRequest): Promise<OpenResult> {
  for (let attempt = 0; attempt < CONTENTION_TRIES_MAX; attempt++) {
    const record = await readService(table, request.key);
    const move = decideOpen(record, request);
    if (move.move === 'declared-over') throw declaredOver(record, request);
    if (move.move === 'busy') return { result: 'busy', lease: record.lease };
    let result: OpenResult | undefined;
    if (move.move === 'join') result = await join(table, record, request);
    if (move.move === 'next-turn') result = await nextTurn(table, request);
    if (move.move === 'take') result = await take(table, record, request, move.takeover);
    if (result !== undefined) return result;
    await table.pause(attempt, ownerId(request.owner));
  }
  return { result: 'busy', lease: (await readService(table, request.key)).lease };
}

async function join(
  table: TableAccess,
  { lease, openIncident }: ServiceRecord,
  request: OpenRequest,
): Promise<OpenResult | undefined> {
  if (openIncident === undefined || lease.owner === undefined) return undefined;
  const answer = await joinIncident(table, openIncident.id, request);
  if (answer === 'full') return { result: 'busy', lease };
  if (answer === 'changed') return undefined;
  return { result: 'joined', incidentId: openIncident.id, owner: lease.owner };
}

async function nextTurn(table: TableAccess, request: OpenRequest): Promise<OpenResult | undefined> {
  const { key, owner, turnDeadlineMilliseconds } = request;
  const taken = await takeTurn(table, key, owner, turnDeadlineMilliseconds);
  return taken && held(table, taken.hold, 'resumed');
}

async function take(
  table: TableAccess,
  record: ServiceRecord,
  request: OpenRequest,
  takeover: boolean,
): Promise<OpenResult | undefined> {
  const open = record.openIncident?.id;
  const incident = open === undefined ? undefined : await readIncident(table, open);
  const hold = { key: request.key, owner: request.owner, term: record.lease.term + 1, turn: 1 };
  // An incident whose head somebody deleted cannot go on: a new one takes its place.
  const writes =
    incident === undefined
      ? newIncidentWrites(record, request)
      : sameIncidentWrites(incident, request, takeover);
  const answer = await table.transact([leaseWrite(record, request, hold), ...writes]);
  if (answer.written) return held(table, hold, incident === undefined ? 'opened' : 'resumed');
  const [lease, state] = answer.lost;
  if (incident === undefined && !lease?.failed && !state?.failed) throw incidentIdTaken(request);
  return undefined;
}

function leaseWrite({ lease }: ServiceRecord, request: OpenRequest, hold: Hold): Write {
  return {
    key: leaseAt(request.key),
    change: {
      set: [
        ['owner', hold.owner],
        ['ownerId', ownerId(hold.owner)],
        ['term', hold.term],
        ['turn', hold.turn],
        ['turnDeadlineMilliseconds', request.turnDeadlineMilliseconds],
        ['progress', { journaled: 0, atMilliseconds: request.nowMilliseconds }],
        // Free, it was given back with none; taken over, the proof rests on all being settled. Kept,
        // they would make the new owner's own calls repetitions that only time settles.
        ['unsettled', []],
        ['lastSequence', lease.lastSequence],
      ],
      remove: ['declaredOver'],
    },
    conditions: unchangedSince(lease),
  };
}

function newIncidentWrites(record: ServiceRecord, request: OpenRequest): readonly Write[] {
  const { key, incidentId, nowMilliseconds, trigger, purpose } = request;
  const left = record.openIncident?.id;
  const incident: Incident = {
    id: incidentId,
    key,
    openedAtMilliseconds: nowMilliseconds,
    trigger: boundedText(trigger.what, SENTENCE_BYTES_MAX),
    ...(purpose === undefined ? {} : { purpose }),
    executions: [trigger.execution],
    failures: 0,
  };
  const state: Write = {
    key: stateAt(key),
    change: {
      set: [
        ['openIncident', incidentId],
        ['joined', {}],
        ['joinedCount', 0],
      ],
    },
    conditions: [
      left === undefined
        ? { path: 'openIncident', present: false }
        : { path: 'openIncident', equals: left },
    ],
  };
  const head: Write = {
    key: headAt(incidentId),
    put: { ...incident },
    conditions: [{ path: 'pk', present: false }],
  };
  const history: Write = {
    key: historyAt(key, nowMilliseconds, incidentId),
    put: { incidentId, ...expiryAfter(nowMilliseconds) },
    conditions: [],
  };
  const directory: Write = { key: directoryAt(key), put: {}, conditions: [] };
  const firstEver = record.lease.term === 0 ? [directory] : [];
  return [state, head, history, ...firstEver];
}

/** The incident goes on. An owner that died counts as a look that failed. */
function sameIncidentWrites(
  incident: Incident,
  request: OpenRequest,
  takeover: boolean,
): readonly Write[] {
  const executions = [...new Set([...incident.executions, request.trigger.execution])];
  return [
    { key: stateAt(request.key), check: [{ path: 'openIncident', equals: incident.id }] },
    {
      key: headAt(incident.id),
      change: {
        set: [['executions', executions.slice(-INCIDENT_EXECUTIONS_KEPT_MAX)]],
        ...(takeover ? { add: [['failures', 1]] } : {}),
      },
      conditions: [{ path: 'pk', present: true }],
    },
  ];
}

/** What is held is read again: between the first look and the taking, others could write. */
async function held(
  table: TableAccess,
  hold: Hold,
  result: 'opened' | 'resumed',
): Promise<OpenResult | undefined> {
  const record = await readService(table, hold.key);
  const open = record.openIncident?.id;
  const incident = open === undefined ? undefined : await readIncident(table, open);
  return incident && { result, hold, record, incident };
}

function declaredOver({ lease }: ServiceRecord, { key, owner }: OpenRequest): TerminalError {
  return leaseLost({ key, owner, term: lease.term, turn: lease.turn }, lease);
}

function incidentIdTaken({ incidentId, key }: OpenRequest): TerminalError {
  return new TerminalError(
    'IncidentIdTaken',
    `Opening ${key}: expected the incident id ${incidentId} to be new, found an incident of that ` +
      'id that is not open. Give each incident an id of its own.',
    { fields: { key, incidentId } },
  );
}
