import { TerminalError } from '@understudy/errors';
import type { Approval, Incident } from '../model.ts';
import { atWords } from '../owner-identity.ts';
import { SENTENCE_BYTES_MAX } from '../limits.ts';
import { boundedText } from '../table/bounded-data.ts';
import { incidentItemSchema } from '../table/item-schemas.ts';
import { readItem } from '../table/read-item.ts';
import type { TableAccess } from '../table/table-access.ts';
import { headAt } from '../table/table-keys.ts';
import { incidentMissing } from './incident-records.ts';

type Answer = NonNullable<Approval['answer']>;

/** The first answer in time counts. The same one again, after a lost answer of ours, is found. */
export async function answerApproval(
  table: TableAccess,
  incidentId: string,
  approvalId: string,
  given: Answer,
): Promise<Incident> {
  const answer = { ...given, comment: boundedText(given.comment, SENTENCE_BYTES_MAX) };
  const key = headAt(incidentId);
  const result = await table.update(key, { set: [[['approval', 'answer'], answer]] }, [
    { path: ['approval', 'id'], equals: approvalId },
    { path: ['approval', 'answer'], present: false },
    { path: ['approval', 'expiresAtMilliseconds'], atLeast: answer.atMilliseconds },
    { path: 'closedAtMilliseconds', present: false },
  ]);
  if (result.written) return readItem(incidentItemSchema, key, result.item);
  if (result.found === undefined) throw incidentMissing(incidentId);
  const incident = readItem(incidentItemSchema, key, result.found);
  if (isSame(incident.approval, approvalId, answer)) return incident;
  throw refusal(incident, approvalId, answer);
}

function isSame(approval: Approval | undefined, id: string, answer: Answer): boolean {
  const there = approval?.answer;
  return (
    approval?.id === id &&
    there?.by === answer.by &&
    there.verdict === answer.verdict &&
    there.atMilliseconds === answer.atMilliseconds
  );
}

function refusal(incident: Incident, approvalId: string, answer: Answer): TerminalError {
  const { id, approval, closedAtMilliseconds } = incident;
  const what = `Answer to approval ${approvalId} of incident ${id}`;
  const fields = { incident: id, approval: approvalId };
  if (approval?.id !== approvalId) {
    const found = approval === undefined ? 'no question' : `the question ${approval.id}`;
    const message = `${what}: expected that question, found ${found}. Answer the one that is open.`;
    return new TerminalError('ApprovalUnknown', message, { fields });
  }
  if (approval.answer !== undefined) {
    const { verdict, by, atMilliseconds } = approval.answer;
    const message =
      `${what}: expected none yet, found ${verdict} by ${by} at ${atWords(atMilliseconds)}. ` +
      'The first answer counts.';
    return new TerminalError('ApprovalAnswered', message, { fields });
  }
  const expiry = approval.expiresAtMilliseconds;
  const found =
    closedAtMilliseconds === undefined
      ? `one given at ${atWords(answer.atMilliseconds)}`
      : `the incident closed at ${atWords(closedAtMilliseconds)}`;
  const message =
    `${what}: expected one by ${atWords(expiry)}, found ${found}. ` +
    'Wait for the next question, or give an order.';
  return new TerminalError('ApprovalExpired', message, { fields });
}
