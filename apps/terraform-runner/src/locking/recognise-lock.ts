import type { LockInfo } from './lock-info.ts';

/** What one Terraform process has said of itself, by its own clock. Epoch milliseconds. */
export interface SaidByChild {
  /** Its first word, before it asks for the lock. */
  readonly firstAtMilliseconds: number;
  /** The first word that it says only with the lock in its hand. */
  readonly underLockAtMilliseconds: number;
}

/**
 * Whether a lock that was read is this process's own. The lock does not say whose it is; but it
 * was made after the process began and before its first word under the lock, and only one can
 * have it at a time. A lock that somebody took right after it was given back is younger.
 */
export function isOwnLock(lock: LockInfo, said: SaidByChild): boolean {
  const createdAt = Date.parse(lock.createdAt);
  return createdAt >= said.firstAtMilliseconds && createdAt <= said.underLockAtMilliseconds;
}
