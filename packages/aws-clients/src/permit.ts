declare const issuedByTheGate: unique symbol;

/**
 * Leave to send one request that changes a user's resource. Only the change gate issues it, after
 * the lease, the turn and the intent were checked in one conditional write; adapters refuse to send
 * without it and past its send-by (rule 2).
 */
export interface Permit {
  readonly [issuedByTheGate]: true;
  readonly service: string;
  readonly call: string;
  readonly sequence: number;
  readonly sendByMilliseconds: number;
  readonly signal: AbortSignal;
}

/** What the gate issued: an object that merely looks like a permit is none. */
const issued = new WeakSet<object>();

/** For the change gate only: this package does not export it. */
export function issuePermit(facts: Omit<Permit, typeof issuedByTheGate>): Permit {
  const permit = Object.freeze({ ...facts });
  issued.add(permit);
  // The brand exists for the compiler only; the set above is what is asked at run time.
  return permit as Permit;
}

/** Whether the gate issued it. */
export function isIssued(permit: Permit): boolean {
  return issued.has(permit);
}
