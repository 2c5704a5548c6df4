import type { SensorReading } from '@understudy/leases';

import type { LookState } from './judge-look.ts';

/**
 * What the observers together make of the primary region. Only `lost` lets anything start by
 * itself; missing data is neither healthy nor dead.
 */
export type OutageVerdictName =
  | 'healthy'
  | 'lost'
  /** A database that fails over or reboots: AWS repairs it, hold. */
  | 'native-recovery'
  /** An observer's own network is broken, or there is only one: nobody acts on that. */
  | 'cannot-observe'
  /** Not confirmed yet, or the signals disagree. */
  | 'unknown';

export type OutageReason =
  | 'serving'
  | 'unreachable'
  | 'not-serving'
  | 'database-recovering'
  | 'no-observer'
  | 'own-network'
  | 'one-observer'
  | 'observers-disagree'
  | 'signals-disagree'
  /** They have disagreed for the whole window: a person decides. */
  | 'in-doubt'
  | 'too-few-sensors'
  | 'confirming';

/** What one observer contributes. */
export interface ObserverSight {
  readonly observer: string;
  readonly region: string;
  /** `silent`: its newest look is older than the limit, or there is none. */
  readonly state: LookState | 'silent';
  readonly newestAtMilliseconds?: number;
  /** Since when each of its looks, without a gap, has been `down`. */
  readonly downSinceMilliseconds?: number;
  /** The same for looks that were `down` or `mixed`: something of it did not serve. */
  readonly doubtedSinceMilliseconds?: number;
  /**
   * The same, past looks that could not see: these begin the window anew, because whoever looks is
   * not to be relied on, but the loss is as old as it was.
   */
  readonly unservedSinceMilliseconds?: number;
  /** Of its newest look. */
  readonly readings: readonly SensorReading[];
}

export interface OutageVerdict {
  readonly verdict: OutageVerdictName;
  readonly reason: OutageReason;
  readonly sentence: string;
  /** When it was judged. Epoch milliseconds. */
  readonly atMilliseconds: number;
  /**
   * Whether anything in the primary region answered. `unreachable`: a fence of it gives no evidence,
   * and the plan's `whenUnknown` counts.
   */
  readonly reach: 'reachable' | 'unreachable' | 'unknown';
  /** Since when both observers have seen nothing serve. */
  readonly sinceMilliseconds?: number;
  /** How long both have seen it, by their looks and not by the time that passed since. */
  readonly seenSeconds?: number;
  /** What was seen, by whom, when: goes to the timeline as it is. */
  readonly evidence: readonly ObserverSight[];
}

/** How long, and how fresh. */
export interface OutagePolicy {
  /** Longer than a native recovery takes. */
  readonly confirmWindowSeconds: number;
  /** An observation older than this is none, and a gap longer than this breaks the window. */
  readonly observationLimitSeconds: number;
  /** A native recovery that lasts longer than this is none: it counts as down. */
  readonly nativeRecoverySeconds: number;
}

/** Multi-AZ failovers take 60–120 s, 35 s at best (vendor's pages): three times that, and rounded. */
export const CONFIRM_WINDOW_SECONDS = 300;

/**
 * Longer than a partition of 43 s or a Multi-AZ failover of 90 s: building begins then. Not a whole
 * number of looks (10 s apart by then), so that one that comes a moment early still ends the window.
 */
export const SUSPICION_WINDOW_SECONDS = 95;

/** Two looks of each observer: below that one lost minute would build a region. */
export const SUSPICION_WINDOW_SECONDS_MIN = 60;

/** Below this a native recovery of ordinary length could look like a loss. */
export const CONFIRM_WINDOW_SECONDS_MIN = 120;

/** Observers look every minute and keep 40 looks: more could not be shown. */
export const CONFIRM_WINDOW_SECONDS_MAX = 1_200;

/** Two looks of a minute may be missing or late. */
export const OBSERVATION_LIMIT_SECONDS = 150;

/** A failover that has not ended by then has failed. */
export const NATIVE_RECOVERY_SECONDS = 600;

export const DEFAULT_OUTAGE_POLICY: OutagePolicy = {
  confirmWindowSeconds: CONFIRM_WINDOW_SECONDS,
  observationLimitSeconds: OBSERVATION_LIMIT_SECONDS,
  nativeRecoverySeconds: NATIVE_RECOVERY_SECONDS,
};
