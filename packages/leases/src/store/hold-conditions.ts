import { leaseLost } from '../lease-errors.ts';
import type { Hold, Lease } from '../model.ts';
import { isHold, ownerId } from '../owner-identity.ts';
import type { Condition } from '../table/write-expressions.ts';

/** The lease is as this hold says, in this very turn. */
export function heldAs(hold: Hold): readonly Condition[] {
  return [
    { path: 'ownerId', equals: ownerId(hold.owner) },
    { path: 'term', equals: hold.term },
    { path: 'turn', equals: hold.turn },
  ];
}

/** The same, and nobody has declared its owner over: the condition of every change. */
export function mayChangeAs(hold: Hold): readonly Condition[] {
  return [...heldAs(hold), { path: 'declaredOver', present: false }];
}

/** Throws `LeaseLost` unless the hold may change something under this lease. */
export function requireMayChange(hold: Hold, lease: Lease): void {
  if (!isHold(lease, hold) || lease.declaredOver !== undefined) throw leaseLost(hold, lease);
}

/** The lease exactly as it was read: nobody has taken it, turned it or written an intent since. */
export function unchangedSince(lease: Lease): readonly Condition[] {
  if (lease.term === 0) return [{ path: 'term', present: false }];
  return [
    lease.owner === undefined
      ? { path: 'ownerId', present: false }
      : { path: 'ownerId', equals: ownerId(lease.owner) },
    { path: 'term', equals: lease.term },
    { path: 'turn', equals: lease.turn },
    { path: 'lastSequence', equals: lease.lastSequence },
  ];
}
