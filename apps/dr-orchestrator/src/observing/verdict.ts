/** What an observer makes of the primary region. Missing data is neither healthy nor dead. */
export type VerdictWord =
  /** It serves, and may be written to. */
  | 'healthy'
  /** Seen failing over the whole confirm window, by every observer that can see. */
  | 'lost'
  /** A database that is failing over or rebooting by itself: hold. */
  | 'native-recovery'
  /** Our own network or control target fails too: what we see says nothing. */
  | 'cannot-observe'
  /** Nobody answers and nobody says why: no evidence either way. */
  | 'unknown';

export interface OutageVerdict {
  readonly verdict: VerdictWord;
  /** Stable, for tests and metrics: `both-observers-agree`, `one-observer-only`, `stale`, … */
  readonly reason: string;
  /** For a person. */
  readonly sentence: string;
  /** What was seen, by whom, when: goes to the timeline as it is. */
  readonly evidence: unknown;
  /** When the look was made that it stands on. Epoch milliseconds. */
  readonly atMilliseconds: number;
  /** Since when it has been so without a break; absent: this look is the first. */
  readonly sinceMilliseconds?: number;
}
