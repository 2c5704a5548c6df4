import { leaseLost } from '../lease-errors.ts';
import type { Hold, Lease, LeaseKey, Owner } from '../model.ts';
import { isHeldBy, ownerId } from '../owner-identity.ts';
import type { TableAccess } from '../table/table-access.ts';
import { leaseAt } from '../table/table-keys.ts';
import { toLease } from './service-records.ts';

/**
 * The next turn for the owner, in one write and without a read. Made twice after a lost answer it
 * only skips a number: the older turn can write nothing more, as it should be.
 */
export async function takeTurn(
  table: TableAccess,
  key: LeaseKey,
  owner: Owner,
  turnDeadlineMilliseconds: number,
): Promise<{ readonly hold: Hold; readonly lease: Lease } | undefined> {
  const answer = await table.update(
    leaseAt(key),
    {
      set: [['turnDeadlineMilliseconds', turnDeadlineMilliseconds]],
      add: [['turn', 1]],
    },
    [
      { path: 'ownerId', equals: ownerId(owner) },
      { path: 'declaredOver', present: false },
    ],
  );
  if (answer.written) {
    const lease = toLease(key, answer.item);
    return { hold: { key, owner, term: lease.term, turn: lease.turn }, lease };
  }
  const lease = toLease(key, answer.found);
  if (!isHeldBy(lease, owner)) return undefined;
  throw leaseLost({ key, owner, term: lease.term, turn: lease.turn + 1 }, lease);
}
