import type { RecordedIntent } from './intent.ts';

/** What one invocation knows of the calls of its lease: which may still take effect. */
export interface IntentLedger {
  /** Settled here, and not yet told to the store. */
  settled(): readonly number[];
  unsettled(): readonly RecordedIntent[];
  /** The highest number that is known to have been given out. */
  last(): number;
  settle(sequence: number): void;
  /** `hold` is the hold in words: equal words, same owner, term and turn. */
  recorded(intent: RecordedIntent, hold: string): void;
  /** The store was told of these: they are its to remember now. */
  told(sequences: readonly number[]): void;
  /** A write whose answer was lost may stand in the table, with a number that nobody was told. */
  writeLost(): void;
}

export function createIntentLedger(before: {
  readonly unsettled: readonly RecordedIntent[];
  readonly lastSequence: number | undefined;
  readonly hold: string;
}): IntentLedger {
  const open = new Map(before.unsettled.map((intent) => [intent.sequence, intent]));
  const settled = new Set<number>();
  let last = before.lastSequence;
  let lastHold = before.hold;
  let lostWrites = false;

  // Numbers grow by one, and within one turn nobody else is given any. So the numbers between the
  // last one known and a new one of the same hold are lost writes of our own, which nobody sent.
  function settleLostWrites(until: number, hold: string): void {
    if (lostWrites && last !== undefined && lastHold === hold) {
      for (let lost = last + 1; lost < until; lost++) settled.add(lost);
    }
    lostWrites = false;
  }

  return {
    settled: () => [...settled],
    unsettled: () => [...open.values()],
    last: () => last ?? 0,
    settle(sequence) {
      open.delete(sequence);
      settled.add(sequence);
    },
    recorded(intent, hold) {
      settleLostWrites(intent.sequence, hold);
      last = intent.sequence;
      lastHold = hold;
      open.set(intent.sequence, intent);
    },
    told: (sequences) => sequences.forEach((sequence) => settled.delete(sequence)),
    writeLost: () => {
      lostWrites = true;
    },
  };
}
