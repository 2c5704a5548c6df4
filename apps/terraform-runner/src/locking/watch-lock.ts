import type { ObjectReads } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import type { LockRecord, LockRecords } from '@understudy/leases';
import type { TerraformRequest } from '@understudy/recovery-messages';
import { isSaidUnderLock, type TerraformMessage } from '../progress/terraform-message.ts';
import type { RunnerLog } from '../runner-log.ts';
import { readLock, type LockInfo } from './lock-info.ts';
import { OWN_LOCK_LOOK_AGAIN_MS, OWN_LOCK_LOOKS_MAX } from './lock-limits.ts';
import { isOwnLock } from './recognise-lock.ts';

export interface LockWatch {
  onMessage(message: TerraformMessage): void;
  /** After the child's end: waits for what is under way, and gives up what is not. */
  end(): Promise<void>;
  /** Whether this lock is the watched child's, by what the child has said. */
  isOwn(lock: LockInfo): boolean;
}

export interface LockWatchOptions {
  readonly objects: Pick<ObjectReads, 'read'>;
  readonly records: Pick<LockRecords, 'learn'>;
  readonly record: LockRecord;
  readonly state: TerraformRequest['state'];
  readonly clock: Clock;
  readonly log: RunnerLog;
  readonly signal: AbortSignal;
}

/**
 * Writes down the id of the lock that a child has taken, as soon as the child has said something
 * that it says only under the lock. Beside the child, which it never holds up.
 */
export function watchLock(options: LockWatchOptions): LockWatch {
  const { objects, records, record, state, clock, log } = options;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  let firstAtMilliseconds: number | undefined;
  let underLockAtMilliseconds: number | undefined;
  let learning: Promise<void> = Promise.resolve();

  function isOwn(lock: LockInfo): boolean {
    if (firstAtMilliseconds === undefined || underLockAtMilliseconds === undefined) return false;
    return isOwnLock(lock, { firstAtMilliseconds, underLockAtMilliseconds });
  }

  async function learn(): Promise<void> {
    for (let look = 0; look < OWN_LOCK_LOOKS_MAX; look++) {
      const lock = await readLock(objects, state, signal);
      if (lock !== undefined && isOwn(lock)) {
        await records.learn(record, lock.id);
        return;
      }
      await clock.sleep(OWN_LOCK_LOOK_AGAIN_MS, signal);
    }
  }

  return {
    isOwn,
    onMessage(message) {
      const at = Date.parse(message['@timestamp']);
      firstAtMilliseconds ??= at;
      if (underLockAtMilliseconds !== undefined || !isSaidUnderLock(message)) return;
      underLockAtMilliseconds = at;
      learning = learn().catch((thrown: unknown) => {
        // The child ended first: there is no lock any more, and nothing to write down.
        if (signal.aborted) return;
        log.warn("the lock's id was not written down", { failure: toErrorRecord(thrown) });
      });
    },
    async end() {
      ended.abort();
      await learning;
    },
  };
}
