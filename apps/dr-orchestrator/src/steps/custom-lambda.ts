import * as z from 'zod';

import { callFunction, runIdentity } from './call-function.ts';
import type { StepKind } from './step-kind.ts';

const Input = z.strictObject({
  function: z.string().regex(/^[\w:-]{1,170}$/, "a function's name or ARN"),
  /** Handed over as it is. */
  payload: z.record(z.string().max(64), z.unknown()).default({}),
  /** Whether what it does can be left as it is when the run is taken back. */
  reversible: z.boolean().default(false),
  outputs: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/), z.enum(['text', 'number', 'boolean']))
    .default({}),
  'estimate-seconds': z.int().min(1).max(900).default(60),
});
type Input = z.infer<typeof Input>;

/** What a function of the user's answers. */
const Answer = z.strictObject({
  outcome: z.enum(['done', 'failed']),
  sentence: z.string().max(4_096),
  next: z.string().max(4_096).optional(),
  outputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

/** Later steps were checked against what was promised. */
const TYPES = { text: 'string', number: 'number', boolean: 'boolean' } as const;

/** A function of the user's: told whose run it is, it must find what it has done already. */
export const customLambda: StepKind<Input> = {
  name: 'custom-lambda',
  input: Input,
  outputs: ({ outputs }) => outputs,
  isReversible: ({ reversible }) => reversible,
  leaves: 'what the function did stays: it has no undo',
  estimate: (input) => ({
    medianSeconds: input['estimate-seconds'],
    highSeconds: 2 * input['estimate-seconds'],
  }),

  check: async ({ input }) => [
    {
      check: `${input.function} can be called`,
      mark: 'unverified',
      words: 'A function of your own is not called in a rehearsal.',
    },
  ],

  async run(step) {
    const { input } = step;
    const answer = await callFunction(step, {
      name: 'function',
      functionName: input.function,
      phase: 'custom',
      from: 'as it is',
      to: 'done',
      request: { verb: 'run', run: runIdentity(step), payload: input.payload },
      answer: Answer,
    });
    const { outcome, sentence, next = `see the log of ${input.function}` } = answer;
    if (outcome === 'failed') return { end: 'failed', reason: 'function-failed', sentence, next };
    const missing = Object.entries(input.outputs)
      .filter(([name, type]) => typeof answer.outputs[name] !== TYPES[type])
      .map(([name, type]) => `${name} (${type})`);
    if (missing.length === 0) return { end: 'done', outputs: answer.outputs, sentence };
    return {
      end: 'failed',
      reason: 'outputs-missing',
      sentence: `${input.function} did not give ${missing.join(', ')}.`,
      next,
    };
  },

  confirm: async () => ({ confirmed: true, sentence: '' }),
};
