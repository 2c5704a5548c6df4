import type { LockRecord, TakeoverDecision } from '@understudy/leases';
import type { LockInfo } from './lock-info.ts';

export interface LockQuestion {
  /** What lies in the bucket. */
  readonly lock: LockInfo | undefined;
  /** What our table says of a call that works on this state, or did. */
  readonly record: LockRecord | undefined;
  /** Whether that call is proved finished; there when there is a record. */
  readonly owner: TakeoverDecision | undefined;
  /** How long this call has waited already, and how long it may. */
  readonly waitedMilliseconds: number;
  readonly patienceMilliseconds: number;
}

export type LockDecision =
  /** Nobody has it. `replaces`: what a finished call left in the table. */
  | { readonly action: 'go'; readonly replaces?: LockRecord; readonly sentence: string }
  /** Removed by its id, on proof that the call whose lock it is has ended. */
  | {
      readonly action: 'remove';
      readonly lockId: string;
      readonly record: LockRecord;
      readonly sentence: string;
    }
  | { readonly action: 'wait'; readonly sentence: string }
  /** A live call of ours has it: ask again later. */
  | { readonly action: 'locked'; readonly sentence: string }
  /** Not one of ours: a person decides. */
  | { readonly action: 'ask'; readonly sentence: string };

/**
 * What to do about the lock of a state. It is removed only by its id, only if it is the very lock
 * of a record of ours, and only if that call is proved finished. Every other lock waits, then asks.
 */
export function decideLock(question: LockQuestion): LockDecision {
  const { lock, record, owner } = question;
  if (record === undefined || owner === undefined) {
    if (lock === undefined) return { action: 'go', sentence: 'Nobody has the state locked.' };
    return waitThen(question, 'ask', `${lockWords(lock)}; it is none of our runs'`);
  }
  if (!owner.allowed) {
    const place = lock === undefined ? 'between two steps' : lockWords(lock);
    return waitThen(
      question,
      'locked',
      `${runWords(record)} works on the state (${place}): ${owner.reason}`,
    );
  }
  if (lock === undefined) {
    const sentence = `${runWords(record)} has ended and left no lock. ${owner.reason}`;
    return { action: 'go', replaces: record, sentence };
  }
  if (record.lockId === lock.id) {
    const sentence = `Lock ${lock.id} is ${runWords(record)}'s, which has ended. ${owner.reason}`;
    return { action: 'remove', lockId: lock.id, record, sentence };
  }
  const words = `${lockWords(lock)}; ${runWords(record)} has ended, but its lock was ${record.lockId ?? 'not known'}`;
  return waitThen(question, 'ask', words);
}

/** A lock in words: who, since when, what for. */
export function lockWords({ id, who, createdAt, operation }: LockInfo): string {
  return `The state is locked by ${who} since ${createdAt} (${operation}, id ${id})`;
}

function runWords({ run, call }: LockRecord): string {
  return `run ${run.incident}, step ${run.step}, of ${run.owner} (call ${call})`;
}

function waitThen(
  { waitedMilliseconds, patienceMilliseconds }: LockQuestion,
  action: 'locked' | 'ask',
  sentence: string,
): LockDecision {
  const waited = waitedMilliseconds < patienceMilliseconds;
  return { action: waited ? 'wait' : action, sentence: `${sentence}.` };
}
