import type { Role } from '@understudy/leases';

import type { Diagnosis } from './diagnosis.ts';
import type { Viability } from './viability.ts';

export type Action =
  | 'fail-over'
  | 'switch-over'
  | 'register'
  | 'fence-intruder'
  | 'accept'
  /** The world has moved already: only the record is made to agree. */
  | 'adopt'
  | 'hold'
  | 'ignore'
  | 'ask'
  | 'refuse';

/** A decision is data: log, timeline, test and `understudy why` show the same (rule 10). */
export interface Decision {
  readonly action: Action;
  /** Stable: `instance-stopped`, `alarm-without-symptom`, `standby-not-viable`, … */
  readonly reason: string;
  readonly sentence: string;
  readonly from: Role;
  readonly to: Role;
  readonly epoch: number;
  readonly diagnosis?: Diagnosis;
  readonly viability?: Viability;
  /** The one thing that a person can do next. */
  readonly next?: string;
}

/** The part of a decision that a judgement gives; whom it concerns is the question's. */
export type Judgement = Pick<Decision, 'action' | 'reason' | 'sentence' | 'next'>;

/** Either a decision, or: not enough was seen yet. */
export type Verdict =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'look-again'; readonly afterSeconds: number; readonly reason: string };

/** Of an auto-scaled service: nothing for us to do, and looked at until the group has done it. */
export const REPLACED_BY_ITS_GROUP = 'replaced-by-its-group';
