import type { IntentStore, RecordedIntent } from '../src/gate/intent.ts';

export interface FakeHold {
  readonly turn: number;
}

export interface FakeStore extends IntentStore<FakeHold> {
  /** What the lease item would hold: what was written and not dropped since. */
  readonly written: Map<number, RecordedIntent>;
  readonly settledSeen: (readonly number[])[];
  failNext(error: Error, how: 'before-effect' | 'after-effect'): void;
}

/** The lease item's intents in memory, numbered as the real store numbers them. */
export function createFakeStore(
  beforeWrite: () => Promise<void> = async () => {},
  // Most tests are about what is left when the table cannot be told at once.
  settlesAtOnce = false,
): FakeStore {
  const written = new Map<number, RecordedIntent>();
  const settledSeen: (readonly number[])[] = [];
  let last = 0;
  let failure: { error: Error; how: string } | undefined;
  return {
    written,
    settledSeen,
    failNext: (error, how) => {
      failure = { error, how };
    },
    async recordIntent(_hold, intent, settled) {
      const failing = failure;
      failure = undefined;
      const base = last;
      await beforeWrite();
      // The condition of the real write: nobody else wrote since it was read.
      if (base !== last) throw new Error('ConditionalCheckFailed');
      if (failing?.how === 'before-effect') throw failing.error;
      settledSeen.push(settled);
      settled.forEach((sequence) => written.delete(sequence));
      const recorded = { ...intent, sequence: ++last };
      written.set(recorded.sequence, recorded);
      if (failing) throw failing.error;
      return recorded;
    },
    async settleIntents(_hold, settled) {
      if (!settlesAtOnce) throw new Error('StoreUnavailable');
      settled.forEach((sequence) => written.delete(sequence));
    },
  };
}
