import type { StepEnd, StepKind, StepRun } from '../steps/step-kind.ts';

/** A confirmation is asked this often: users wait for the next step, and it ends within minutes. */
const EVERY_SECONDS = 1;

/** What `run` has waited for shows at once; what does not show within this is no confirmation. */
const CONFIRM_SECONDS_MAX = 300;

/**
 * What `run` saw within this is a look of the confirmation: asked the same again, a busy API would
 * only tell it later. A run that is taken up after a death looks anew.
 */
const SEEN_LIFE_MS = 15_000;

type Done = Extract<StepEnd, { end: 'done' }>;

const SEEN = { confirmed: true, sentence: '' } as const;

/** Looks until the world is as the step was to make it, as many times in a row as its kind says. */
export async function confirmStep(
  kind: StepKind,
  step: StepRun<unknown>,
  done: Done,
): Promise<StepEnd> {
  const needed = kind.confirmLooks ?? 1;
  const { seenAtMilliseconds = Number.NEGATIVE_INFINITY } = done;
  let looks = 0;
  let inARow = 0;
  const looked = await step.workflow.poll(
    'confirm',
    async (scope) => {
      const isSeen = step.world.clock.now() - seenAtMilliseconds <= SEEN_LIFE_MS;
      const look = looks++ === 0 && isSeen ? SEEN : await kind.confirm(step, scope);
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
