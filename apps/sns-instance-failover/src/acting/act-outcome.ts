import type { OutcomeName } from '@understudy/leases';

/** How an action ended: the outcome, its stable reason, the sentence, and the next step if any. */
export interface ActOutcome {
  readonly name: OutcomeName;
  readonly reason: string;
  readonly sentence: string;
  readonly next?: string;
}
