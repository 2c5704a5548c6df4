import { toErrorRecord } from '@understudy/errors';
import type { Clock } from '@understudy/clock';
import { ownerId, type LeaseStore, type LockRecord, type LockRecords } from '@understudy/leases';
import type { RunnerLog } from '../runner-log.ts';
import { LOCK_RENEWAL_MS, LOCK_TURN_MARGIN_MS, LOCK_TURN_MS } from './lock-limits.ts';

/** A call's record in the table, kept alive. */
export interface StateHold {
  readonly record: LockRecord;
  /** Aborted when the record could not be renewed, or is another's: the child must stop in time. */
  readonly lost: AbortSignal;
  /** Renews no more. */
  stopRenewing(): Promise<void>;
}

export interface HoldOptions {
  readonly record: LockRecord;
  readonly records: Pick<LockRecords, 'renew'>;
  readonly store: Pick<LeaseStore, 'readService'>;
  readonly clock: Clock;
  readonly log: RunnerLog;
  /** Between SIGINT and SIGKILL: it must fit before the record's deadline. */
  readonly graceMilliseconds: number;
}

/**
 * Renews the record while the call works. An owner whose record has run out may be taken for dead,
 * so a call that cannot renew stops its child before that.
 */
export function holdState(options: HoldOptions): StateHold {
  const { record, records, store, clock, log, graceMilliseconds } = options;
  const ended = new AbortController();
  const lost = new AbortController();
  let deadline = record.deadlineMilliseconds;

  async function renewOnce(): Promise<void> {
    const next = clock.now() + LOCK_TURN_MS;
    try {
      const { lease } = await store.readService(`plan#${record.run.plan}`);
      if (lease.owner !== undefined && ownerId(lease.owner) !== record.run.owner) {
        log.error('the lease of the plan is another run’s now', { owner: ownerId(lease.owner) });
        lost.abort();
        return;
      }
      if (await records.renew(record, next)) deadline = next;
      else lost.abort();
    } catch (thrown) {
      log.warn('the record of the lock was not renewed', { failure: toErrorRecord(thrown) });
    }
  }

  async function renewing(): Promise<void> {
    while (!lost.signal.aborted) {
      const stopAt = deadline - graceMilliseconds - LOCK_TURN_MARGIN_MS;
      const wait = Math.min(LOCK_RENEWAL_MS, stopAt - clock.now());
      if (wait <= 0) return lost.abort();
      await clock.sleep(wait, ended.signal);
      await renewOnce();
    }
  }

  const loop = renewing().catch(() => undefined);
  return {
    record,
    lost: lost.signal,
    async stopRenewing() {
      ended.abort();
      await loop;
    },
  };
}
