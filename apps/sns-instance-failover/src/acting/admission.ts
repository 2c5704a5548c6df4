import type { StepScope } from '@understudy/workflow';

import type { ActOutcome } from './act-outcome.ts';
import { toldStep, type Run } from './run.ts';

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

export type Performed = ActOutcome | HeldBack;

export function isHeldBack(performed: object): performed is HeldBack {
  return 'heldBack' in performed;
}

export function admissionSentence({ granted, words }: Admission): string {
  return granted ? `Let through: ${words}.` : `Held back: ${words}.`;
}

/** As a step of its own, where nobody waits for it. */
export async function admitFirst(run: Run, admit: Admit): Promise<HeldBack | undefined> {
  const admission = await toldStep(run, 'velocity', async (scope) => {
    const value = await admit(scope);
    return { value, sentence: admissionSentence(value) };
  });
  return admission.granted ? undefined : { heldBack: admission.words };
}
