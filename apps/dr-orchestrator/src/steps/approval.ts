import * as z from 'zod';

import { APPROVAL_REFUSED } from '../scheduling/decide-outcome.ts';
import type { StepEnd, StepKind } from './step-kind.ts';

const Input = z.strictObject({ question: z.string().min(5).max(500) });
type Input = z.infer<typeof Input>;

/** A person's yes, as a step of the plan's own. Steps that do not wait for it go on. */
export const approval: StepKind<Input> = {
  name: 'approval',
  input: Input,
  outputs: () => ({}),
  isReversible: () => true,
  // A person at night: found, awake, at the terminal.
  estimate: () => ({ medianSeconds: 300, highSeconds: 1_800 }),

  check: async ({ input }) => [
    { check: 'a person is asked', mark: 'verified', words: input.question },
  ],

  run: (step) =>
    step.told<StepEnd>('approval', async () => {
      const permission = await step.permits(REASON);
      const value = permission.granted
        ? ({ end: 'done', outputs: {}, sentence: permission.words } as const)
        : permission.refused
          ? ({
              end: 'failed',
              reason: APPROVAL_REFUSED,
              sentence: permission.words,
              next: 'understudy status dr',
            } as const)
          : ({
              end: 'asked',
              reason: REASON,
              sentence: step.input.question,
              next: `understudy approve ${step.incident.id}`,
            } as const);
      return { value, sentence: value.sentence };
    }),

  confirm: async () => ({ confirmed: true, sentence: '' }),
};

const REASON = 'approval';
