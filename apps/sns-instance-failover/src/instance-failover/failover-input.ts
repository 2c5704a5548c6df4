import type { Trigger } from '../triggers/trigger.ts';

/** What an execution is started with: all from the message itself, never of our state. */
export interface FailoverInput {
  readonly service: string;
  readonly trigger: Trigger;
  /** The id that a new incident gets. */
  readonly incidentId: string;
  /** Looks and checks only; changes nothing of the user's and takes no lease. */
  readonly rehearse: boolean;
  /** Which delivery of the message started it: nothing depends on it. */
  readonly delivery?: string;
}
