import type { StepKind } from './step-kind.ts';

/** Kinds by their name in a plan. */
export type StepKinds = ReadonlyMap<string, StepKind>;

/** Every kind that a plan may name. A plan with another one is refused when it is loaded. */
export const STEP_KINDS: StepKinds = new Map<string, StepKind>([]);
