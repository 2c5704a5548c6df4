import type { Lease, Owner } from './model.ts';
import { decideTakeover, type OwnerStatus, type TakeoverDecision } from './takeover-rules.ts';

/** Whose run a lock of Terraform's state is. Its own fields are fixed and cannot say so. */
export interface LockRecord {
  /** Names one call of the runner; another call of the same run has another. */
  readonly call: string;
  readonly run: {
    readonly plan: string;
    readonly incident: string;
    readonly step: string;
    /** An execution's ARN, or `local:<id>`. */
    readonly owner: string;
  };
  /** The state that it is about: `<bucket>/<key>`. */
  readonly statePath: string;
  readonly startedAtMilliseconds: number;
  /** When every process of the call has ended at the latest; moved on while it works. */
  readonly deadlineMilliseconds: number;
  /** Of Terraform's lock, once it is known. */
  readonly lockId?: string;
  /** Set when the call saw the end of its processes itself and could not clear up behind them. */
  readonly finishedAtMilliseconds?: number;
}

export interface LockOwnerQuestion {
  readonly record: LockRecord;
  readonly ownerStatus: OwnerStatus;
  readonly ownerStatusWord: string;
  readonly nowMilliseconds: number;
}

/**
 * Whether the call that a record names is finished, by the rule for leases: its owner's end is
 * proved, its deadline is past, and its last request can no longer arrive. A child process is one
 * intent, whose send-by is its kill deadline.
 */
export function judgeLockOwner(question: LockOwnerQuestion): TakeoverDecision {
  const { record, ownerStatus, ownerStatusWord, nowMilliseconds } = question;
  const lease = asLease(record);
  if (record.finishedAtMilliseconds !== undefined) {
    const judged = { term: lease.term, turn: lease.turn, lastSequence: lease.lastSequence };
    const at = new Date(record.finishedAtMilliseconds).toISOString();
    return {
      allowed: true,
      proof: { judged, by: 'terminal', status: 'ended' },
      reason: `Its own call saw the end of its processes at ${at}.`,
    };
  }
  const evidence = (): 'unknown' => 'unknown';
  return decideTakeover({ lease, ownerStatus, ownerStatusWord, evidence, nowMilliseconds });
}

/** The owner that an id names: the opposite of `ownerId`. */
export function ownerOf(id: string): Owner {
  const local = /^local:(.*)$/s.exec(id)?.[1];
  return local === undefined
    ? { kind: 'execution', executionArn: id }
    : { kind: 'local', id: local, person: '' };
}

/** A lock as a lease with one open call. */
function asLease(record: LockRecord): Lease {
  const { deadlineMilliseconds } = record;
  return {
    term: 1,
    turn: 1,
    owner: ownerOf(record.run.owner),
    turnDeadlineMilliseconds: deadlineMilliseconds,
    lastSequence: 1,
    unsettled: [
      {
        sequence: 1,
        phase: 'build',
        call: 'terraform:Apply',
        on: [record.statePath],
        from: 'locked',
        to: 'applied',
        sendByMilliseconds: deadlineMilliseconds,
      },
    ],
  };
}
