import type { StepOutputs } from '../steps/step-kind.ts';

export type StepStatus =
  | 'done'
  /** It failed, and the plan goes on without it. */
  | 'gone-without'
  | 'failed'
  | 'asked'
  | 'held'
  | 'aborted'
  /** What it waits for did not get done, or the run stopped before. */
  | 'not-started';

/** Why a step was done that had nothing to change. */
export const UNCHANGED = 'unchanged';

/** How a step of this execution ended. */
export interface StepResult {
  readonly step: string;
  readonly status: StepStatus;
  readonly reason: string;
  readonly sentence: string;
  readonly next?: string;
  readonly outputs: StepOutputs;
}

/** A step after these may begin. */
export function isThrough({ status }: StepResult): boolean {
  return status === 'done' || status === 'gone-without';
}
