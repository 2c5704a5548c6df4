import { leaseLost } from '../lease-errors.ts';
import type { Hold, Lease, LeaseKey, Owner, Progress } from '../model.ts';
import { isHeldBy, ownerId } from '../owner-identity.ts';
import type { TableAccess } from '../table/table-access.ts';
import type { Condition } from '../table/write-expressions.ts';
import { leaseAt } from '../table/table-keys.ts';
import { toLease } from './service-records.ts';

/** A turn that was taken, or the lease as it is when it was not. */
type Turned = { readonly lease: Lease; readonly taken: boolean };

/**
 * The next turn for the owner, in one write and without a read. Made twice after a lost answer it
 * only skips a number: the older turn can write nothing more, as it should be.
 */
export async function takeTurn(
  table: TableAccess,
  key: LeaseKey,
  owner: Owner,
  turnDeadlineMilliseconds: number,
  progress?: Progress,
): Promise<{ readonly hold: Hold; readonly lease: Lease } | undefined> {
  const turn = { key, owner, turnDeadlineMilliseconds };
  let turned = await writeTurn(table, turn, progress);
  // Not grown since: the turn is taken all the same, and what is on record stays.
  const held = !turned.taken && isHeldBy(turned.lease, owner);
  if (held && progress && !turned.lease.declaredOver) turned = await writeTurn(table, turn);
  const { lease } = turned;
  if (turned.taken) return { hold: { key, owner, term: lease.term, turn: lease.turn }, lease };
  if (!isHeldBy(lease, owner)) return undefined;
  throw leaseLost({ key, owner, term: lease.term, turn: lease.turn + 1 }, lease);
}

/** With progress: only when the journal has grown since it was last written down. */
async function writeTurn(
  table: TableAccess,
  turn: {
    readonly key: LeaseKey;
    readonly owner: Owner;
    readonly turnDeadlineMilliseconds: number;
  },
  progress?: Progress,
): Promise<Turned> {
  const { key, owner, turnDeadlineMilliseconds } = turn;
  const grown: readonly Condition[] = progress
    ? [{ path: ['progress', 'journaled'], atMost: progress.journaled - 1 }]
    : [];
  const answer = await table.update(
    leaseAt(key),
    {
      set: [
        ['turnDeadlineMilliseconds', turnDeadlineMilliseconds],
        ['progress', progress],
      ],
      add: [['turn', 1]],
    },
    [
      { path: 'ownerId', equals: ownerId(owner) },
      { path: 'declaredOver', present: false },
      ...grown,
    ],
  );
  return answer.written
    ? { taken: true, lease: toLease(key, answer.item) }
    : { taken: false, lease: toLease(key, answer.found) };
}
