/** What is about to be changed, in the words that a later look compares (rule 2). */
export interface ChangeRequest {
  /** `fence`, `start`, `register`, … */
  readonly phase: string;
  /** `ec2:StopInstances`. */
  readonly call: string;
  /** Ids of the resources it changes. */
  readonly on: readonly string[];
  readonly from: string;
  readonly to: string;
  /** The member that this call may cause to run, if it is a start. */
  readonly starts?: string;
}

/** The request as it stands in the lease. The same shape as the lease package's `Intent`. */
export interface RecordedIntent extends ChangeRequest {
  readonly sequence: number;
  readonly sendByMilliseconds: number;
}

/**
 * The one write of the lease store that the gate needs: it checks owner, term and turn, drops what
 * is settled and appends the intent. `LeaseStore` satisfies it; what a hold is, only the store knows.
 */
export interface IntentStore<Hold> {
  recordIntent(
    hold: Hold,
    intent: Omit<RecordedIntent, 'sequence'>,
    settled: readonly number[],
  ): Promise<RecordedIntent>;
  /** Drops what can have no further effect, so that nobody waits for it. */
  settleIntents(hold: Hold, settled: readonly number[]): Promise<void>;
}
