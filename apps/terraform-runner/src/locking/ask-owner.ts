import type { DurableFunctions } from '@understudy/aws-clients';
import {
  judgeLockOwner,
  ownerId,
  type LeaseStore,
  type LockRecord,
  type OwnerStatus,
  type TakeoverDecision,
} from '@understudy/leases';
import type { RunIdentity } from '@understudy/recovery-messages';

export interface OwnerSources {
  readonly store: Pick<LeaseStore, 'readService'>;
  readonly functions: Pick<DurableFunctions, 'status'>;
}

interface Asked {
  readonly status: OwnerStatus;
  readonly word: string;
}

/** Whether the call of a record is finished: asks whoever can know it, then judges. */
export async function askOwner(
  { store, functions }: OwnerSources,
  record: LockRecord,
  us: RunIdentity,
  nowMilliseconds: number,
  signal: AbortSignal,
): Promise<TakeoverDecision> {
  const { status, word } = await ask();
  return judgeLockOwner({ record, ownerStatus: status, ownerStatusWord: word, nowMilliseconds });

  async function ask(): Promise<Asked> {
    const { owner } = record.run;
    // A run makes one call after the other: what it called before, it no longer waits for.
    if (owner === us.owner) return { status: 'terminal', word: 'an earlier call of this run' };
    const { lease } = await store.readService(`plan#${us.plan}`);
    if (lease.owner !== undefined && ownerId(lease.owner) === us.owner) {
      return { status: 'terminal', word: "the plan's lease is this run's now" };
    }
    if (owner.startsWith('local:')) return { status: 'not-an-execution', word: 'local' };
    const found = await functions.status(owner, { signal });
    if (found === undefined) return { status: 'unknown', word: 'it could not be asked' };
    if (found === 'running' || found === 'gone') return { status: found, word: found };
    return { status: 'terminal', word: found };
  }
}
