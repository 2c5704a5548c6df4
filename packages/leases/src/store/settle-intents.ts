import { stillUnsettled } from '../lease-rules.ts';
import { leaseLost } from '../lease-errors.ts';
import { CONTENTION_TRIES_MAX } from '../limits.ts';
import type { Hold } from '../model.ts';
import { ownerId } from '../owner-identity.ts';
import { contended } from '../table/store-errors.ts';
import type { TableAccess } from '../table/table-access.ts';
import { leaseAt } from '../table/table-keys.ts';
import { heldAs } from './hold-conditions.ts';
import { toLease } from './service-records.ts';

/**
 * Drops calls that can have no further effect, as soon as that is known: a later invocation, or a
 * successor, then waits for nothing. Only the turn that holds the lease may say so.
 */
export async function settleIntents(
  table: TableAccess,
  hold: Hold,
  settled: readonly number[],
): Promise<void> {
  for (let attempt = 0; attempt < CONTENTION_TRIES_MAX; attempt++) {
    const lease = toLease(hold.key, await table.get(leaseAt(hold.key)));
    const unsettled = stillUnsettled(lease, settled);
    if (unsettled.length === lease.unsettled.length) return;
    const answer = await table.update(leaseAt(hold.key), { set: [['unsettled', unsettled]] }, [
      ...heldAs(hold),
      { path: 'lastSequence', equals: lease.lastSequence },
    ]);
    if (answer.written) return;
    const found = toLease(hold.key, answer.found);
    if (found.lastSequence === lease.lastSequence) throw leaseLost(hold, found);
    await table.pause(attempt, `${ownerId(hold.owner)} settle ${settled.join()}`);
  }
  throw contended('settleIntents', table.name, CONTENTION_TRIES_MAX);
}
