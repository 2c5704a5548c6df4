import type { StepEnd, StepKind, StepRun } from '../steps/step-kind.ts';

/** A confirmation is asked this often: users wait for the next step, and it ends within minutes. */
const EVERY_SECONDS = 2;

/** What `run` has waited for shows at once; what does not show within this is no confirmation. */
const CONFIRM_SECONDS_MAX = 300;

type Done = Extract<StepEnd, { end: 'done' }>;

/** Looks until the world is as the step was to make it, as many times in a row as its kind says. */
export async function confirmStep(
  kind: StepKind,
  step: StepRun<unknown>,
  done: Done,
): Promise<StepEnd> {
  const needed = kind.confirmLooks ?? 1;
  let inARow = 0;
  const looked = await step.workflow.poll(
    'confirm',
    async (scope) => {
      const look = await kind.confirm(step, scope);
      inARow = look.confirmed ? inARow + 1 : 0;
      return inARow >= needed
        ? { met: true, value: look.sentence }
        : { met: false, last: look.sentence };
    },
    { everySeconds: EVERY_SECONDS, timeoutSeconds: CONFIRM_SECONDS_MAX },
  );
  if (looked.outcome === 'met')
    return { ...done, sentence: `${done.sentence} ${looked.value}`.trim() };
  return {
    end: 'failed',
    reason: 'not-confirmed',
    sentence: `${step.step} ended, but is not confirmed after ${CONFIRM_SECONDS_MAX} s: ${looked.value}`,
    next: `understudy why ${step.incident.id}`,
  };
}
