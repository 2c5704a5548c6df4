import * as z from 'zod';

import type { HttpAnswer } from '../world/recovery-world.ts';
import type { StepFacts, StepKind } from './step-kind.ts';

const Input = z.strictObject({
  url: z.string().min(8).max(2_048),
  'below-status': z.int().min(200).max(600).default(400),
  /** What the first kilobytes of the answer must hold. */
  contains: z.string().min(1).max(256).optional(),
});
type Input = z.infer<typeof Input>;

const EVERY_SECONDS = 5;
const REQUEST_SECONDS = 5;

/** Asks as a user asks, until the answer is good. */
export const httpProbe: StepKind<Input> = {
  name: 'http-probe',
  input: Input,
  outputs: () => ({ status: 'number' }),
  isReversible: () => true,
  // What Route 53 and resolvers take to follow (field notes, section 8).
  estimate: () => ({ medianSeconds: 60, highSeconds: 150 }),

  async check(step, { signal }) {
    const answer = await ask(step, signal);
    return [
      {
        check: `${step.input.url} answers`,
        mark: answer.answered ? 'verified' : 'unverified',
        words: wordsOf(answer),
      },
    ];
  },

  async run(step) {
    const probed = await step.workflow.poll<HttpAnswer>(
      'probe',
      async ({ signal }) => {
        const answer = await ask(step, signal);
        return isGood(step.input, answer)
          ? { met: true, value: answer }
          : { met: false, last: answer };
      },
      { everySeconds: EVERY_SECONDS, timeoutSeconds: step.timeoutSeconds },
    );
    const { outcome, value, waitedSeconds } = probed;
    const words = `${step.input.url}: ${wordsOf(value)}`;
    if (outcome === 'met' && value.answered) {
      const sentence = `${words} after ${Math.round(waitedSeconds)} s.`;
      return { end: 'done', outputs: { status: value.status }, sentence };
    }
    return {
      end: 'failed',
      reason: 'probe-failed',
      sentence: `${words} after ${step.timeoutSeconds} s.`,
      next: `curl -i ${step.input.url}`,
    };
  },

  async confirm(step, { signal }) {
    const answer = await ask(step, signal);
    return { confirmed: isGood(step.input, answer), sentence: `It answers: ${wordsOf(answer)}.` };
  },
};

function ask({ world, input }: StepFacts<Input>, signal: AbortSignal): Promise<HttpAnswer> {
  return world.http.get(input.url, { signal, timeoutSeconds: REQUEST_SECONDS });
}

function isGood(input: Input, answer: HttpAnswer): boolean {
  if (!answer.answered || answer.status >= input['below-status']) return false;
  return input.contains === undefined || answer.bodyStart.includes(input.contains);
}

function wordsOf(answer: HttpAnswer): string {
  return answer.answered ? `status ${answer.status}` : `no answer (${answer.why})`;
}
