import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '@understudy/clock';
import type { LeaseStore } from './store.ts';
import { answerApproval } from './store/answer-approval.ts';
import { closeLease } from './store/close-lease.ts';
import { askApproval } from './store/ask-approval.ts';
import {
  appendTimeline,
  listIncidents,
  readIncident,
  readTimeline,
} from './store/incident-records.ts';
import { openLease } from './store/open-lease.ts';
import { acceptMember, declareOver, setArming } from './store/person-orders.ts';
import { beginPlan, readPlan, savePlan, savePlanStep } from './store/plan-records.ts';
import { recordIntent } from './store/record-intent.ts';
import { listKeys, listServices, readService } from './store/service-records.ts';
import { adoptState, commitState, saveState } from './store/state-writes.ts';
import { settleIntents } from './store/settle-intents.ts';
import { takeTurn } from './store/take-turn.ts';
import { reserveVelocity, returnVelocity } from './store/velocity-slots.ts';
import { accessTable } from './table/table-access.ts';

/** The store over one region's table. The clock is for the pauses between tries only. */
export function createDynamoDbStore(options: {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}): LeaseStore {
  const table = accessTable(options);
  return {
    readService: (key) => readService(table, key),
    listServices: () => listServices(table),
    listKeys: () => listKeys(table),
    open: (request) => openLease(table, request),
    takeTurn: (key, owner, deadline, progress) => takeTurn(table, key, owner, deadline, progress),
    recordIntent: (hold, intent, settled) => recordIntent(table, hold, intent, settled),
    settleIntents: (hold, settled) => settleIntents(table, hold, settled),
    saveState: (hold, change) => saveState(table, hold, change),
    adoptState: (hold, state) => adoptState(table, hold, state),
    commit: (hold, change) => commitState(table, hold, change),
    close: (hold, request) => closeLease(table, hold, request),
    readIncident: (id) => readIncident(table, id),
    listIncidents: (query) => listIncidents(table, query),
    appendTimeline: (incidentId, entries) => appendTimeline(table, incidentId, entries),
    readTimeline: (incidentId) => readTimeline(table, incidentId),
    askApproval: (hold, incidentId, approval) => askApproval(table, hold, incidentId, approval),
    answerApproval: (incidentId, approvalId, answer) =>
      answerApproval(table, incidentId, approvalId, answer),
    setArming: (key, arming) => setArming(table, key, arming),
    declareOver: (key, term, declaration) => declareOver(table, key, term, declaration),
    acceptMember: (key, epoch, instanceId) => acceptMember(table, key, epoch, instanceId),
    readPlan: (key) => readPlan(table, key),
    beginPlan: (hold, run) => beginPlan(table, hold, run),
    savePlanStep: (hold, step, record) => savePlanStep(table, hold, step, record),
    savePlan: (hold, change) => savePlan(table, hold, change),
    reserveVelocity: (request) => reserveVelocity(table, request),
    returnVelocity: (incidentId) => returnVelocity(table, incidentId),
  };
}
