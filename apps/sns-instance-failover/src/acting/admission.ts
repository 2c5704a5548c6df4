import type { StepScope } from '@understudy/workflow';

import type { Decision } from '../deciding/decision.ts';
import type { ActOutcome } from './act-outcome.ts';

/** Whether this failover may go on now that so many others do. */
export interface Admission {
  readonly granted: boolean;
  readonly words: string;
}

/**
 * Asked within the step that changes something first: it costs nothing of its own then. Asked
 * again by that step's next try, it gives the same answer to the same incident.
 */
export type Admit = (scope: StepScope) => Promise<Admission>;

/** Not let through: nothing was touched. */
export interface HeldBack {
  readonly heldBack: string;
}

/** Decided otherwise by the last look: nothing was touched (of what this round began with). */
export interface Reconsidered {
  readonly reconsidered: Decision;
}

export type NotPerformed = HeldBack | Reconsidered;

export type Performed = ActOutcome | NotPerformed;

export function isHeldBack(performed: object): performed is HeldBack {
  return 'heldBack' in performed;
}

export function isReconsidered(performed: object): performed is Reconsidered {
  return 'reconsidered' in performed;
}

export function admissionSentence({ granted, words }: Admission): string {
  return granted ? `Let through: ${words}.` : `Held back: ${words}.`;
}
