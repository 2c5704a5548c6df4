import type { Hold, Lease, Owner } from './model.ts';

/** One string for an owner: what conditions on the lease compare. */
export function ownerId(owner: Owner): string {
  return owner.kind === 'execution' ? owner.executionArn : `local:${owner.id}`;
}

/** Whether this owner holds the lease now, in whatever turn. */
export function isHeldBy(lease: Lease, owner: Owner): boolean {
  return lease.owner !== undefined && ownerId(lease.owner) === ownerId(owner);
}

/** Whether the lease is exactly the one that the hold was given for. */
export function isHold(lease: Lease, hold: Hold): boolean {
  return isHeldBy(lease, hold.owner) && lease.term === hold.term && lease.turn === hold.turn;
}

/** Who holds the lease, for a sentence. */
export function describeHolder(lease: Lease): string {
  const who = lease.owner === undefined ? 'nobody' : ownerId(lease.owner);
  return `${who}, term ${lease.term}, turn ${lease.turn}`;
}

/** A time in a sentence that a person reads. */
export function atWords(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
