import { callsUnsettled, leaseLost } from '../lease-errors.ts';
import { appendIntent } from '../lease-rules.ts';
import { CONTENTION_TRIES_MAX, INTENT_BYTES_MAX } from '../limits.ts';
import type { Hold, Intent } from '../model.ts';
import { ownerId } from '../owner-identity.ts';
import { requireSize } from '../table/bounded-data.ts';
import { digestOf } from '../table/digest.ts';
import { contended } from '../table/store-errors.ts';
import type { TableAccess } from '../table/table-access.ts';
import { leaseAt } from '../table/table-keys.ts';
import { mayChangeAs, requireMayChange } from './hold-conditions.ts';
import { toLease } from './service-records.ts';

/**
 * Writes down what is about to be sent: one conditional write that checks owner, term and turn,
 * drops what is settled and appends the intent (rule 2). The read before it gives the list; the
 * condition on the last sequence keeps two branches of one owner from losing each other's.
 */
export async function recordIntent(
  table: TableAccess,
  hold: Hold,
  request: Omit<Intent, 'sequence'>,
  settled: readonly number[],
): Promise<Intent> {
  requireSize('an intent', request, INTENT_BYTES_MAX);
  const intent = { ...request, token: request.token ?? digestOf(request) };
  for (let attempt = 0; attempt < CONTENTION_TRIES_MAX; attempt++) {
    const lease = toLease(hold.key, await table.get(leaseAt(hold.key)));
    requireMayChange(hold, lease);
    const move = appendIntent(lease, intent, settled);
    if (move.move === 'found') return move.intent;
    if (move.move === 'full') throw callsUnsettled(hold.key, move.unsettled);
    const answer = await table.update(
      leaseAt(hold.key),
      {
        set: [
          ['unsettled', move.unsettled],
          ['lastSequence', move.intent.sequence],
        ],
      },
      [...mayChangeAs(hold), { path: 'lastSequence', equals: lease.lastSequence }],
    );
    if (answer.written) return move.intent;
    if (answer.found === undefined) throw leaseLost(hold, toLease(hold.key, undefined));
    await table.pause(attempt, `${ownerId(hold.owner)} ${intent.token}`);
  }
  throw contended('recordIntent', table.name, CONTENTION_TRIES_MAX);
}
