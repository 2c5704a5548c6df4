import type { PlanRecord } from '@understudy/leases';

import type { StepOutputs } from '../steps/step-kind.ts';
import { isThrough, type StepResult } from './step-result.ts';

export type StartDecision = {
  readonly reason: string;
  readonly sentence: string;
} & (
  | { readonly action: 'start' }
  /** Done by this incident already, maybe by another execution of it. */
  | { readonly action: 'skip'; readonly outputs: StepOutputs }
  | { readonly action: 'not-now' }
);

/** Whether a step may begin, from what the plan's record says at this moment. */
export function decideStart(question: {
  readonly step: string;
  readonly record: PlanRecord;
  readonly before: readonly StepResult[];
  /** Another step of this run has failed, asked or found that there is no reason to go on. */
  readonly stoppedBy?: StepResult;
}): StartDecision {
  const { step, record, before, stoppedBy } = question;
  const known = record.steps[step];
  if (known?.phase === 'done') {
    return {
      action: 'skip',
      reason: 'done-by-this-incident',
      sentence: known.sentence,
      outputs: known.outputs ?? {},
    };
  }
  if (record.aborting) {
    return {
      action: 'not-now',
      reason: 'run-is-taken-back',
      sentence: `The run is taken back: ${record.aborting.sentence}`,
    };
  }
  const missing = before.find((result) => !isThrough(result));
  if (missing) {
    return {
      action: 'not-now',
      reason: 'waits-for-a-step',
      sentence: `${missing.step} is not done (${missing.reason}).`,
    };
  }
  if (stoppedBy && record.noReturnAtMilliseconds === undefined) {
    return {
      action: 'not-now',
      reason: 'run-stopped',
      sentence: `The run stopped at ${stoppedBy.step} (${stoppedBy.reason}).`,
    };
  }
  return {
    action: 'start',
    reason: known ? 'goes-on' : 'all-before-it-is-done',
    sentence: known
      ? `${step} was begun before and goes on.`
      : before.length === 0
        ? `${step} waits for nothing.`
        : `${before.map((one) => one.step).join(', ')} done.`,
  };
}
