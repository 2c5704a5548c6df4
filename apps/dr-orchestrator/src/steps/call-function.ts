import { TerminalError } from '@understudy/errors';
import type { RunIdentity } from '@understudy/recovery-messages';
import type * as z from 'zod';

import { within } from '../world/within.ts';
import type { StepFacts, StepRun } from './step-kind.ts';

/** A look that a person waits for: what takes longer is marked, not waited for. */
const CHECK_SECONDS = 25;

/** Whose run asks: what runner and deployer leave behind is removed only by its proof. */
export function runIdentity(step: StepFacts<unknown>): z.infer<typeof RunIdentity> {
  const { plan, incident, step: name } = step;
  return {
    plan: plan.name,
    incident: incident?.id ?? 'readiness',
    step: name,
    owner: incident?.owner ?? 'readiness',
  };
}

/**
 * Calls a function that changes something, as a durable call: its own time-out is its end. The
 * intent is written first, so that an owner that lost its lease calls nobody; what the function does
 * then is guarded by its own lock and its own looks.
 */
export async function callFunction<T>(
  step: StepRun<unknown>,
  call: {
    readonly name: string;
    readonly functionName: string;
    readonly phase: string;
    readonly from: string;
    readonly to: string;
    readonly request: unknown;
    readonly answer: z.ZodType<T>;
  },
): Promise<T> {
  const { name, functionName, phase, from, to } = call;
  await step.told(`${name}-intent`, async (scope) => {
    const intent = { phase, call: 'lambda:InvokeFunction', on: [functionName], from, to };
    await step.change(intent, async () => undefined, scope);
    return { value: null, sentence: `Asks ${functionName} (${phase}).` };
  });
  const answer = await step.workflow.call<unknown>(name, functionName, call.request);
  return readAnswer(functionName, call.answer, answer);
}

/** A look through a function, for checks: bounded, and what failed is a finding. */
export async function askFunction<T>(
  step: StepFacts<unknown>,
  functionName: string,
  request: unknown,
  answer: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const { functions } = step.world.inRegion(step.plan.regions.recovery);
  const given = await within(
    step.world.clock,
    CHECK_SECONDS,
    (ending) => functions.invoke(functionName, request, { signal: ending }),
    signal,
  );
  return readAnswer(functionName, answer, given);
}

/** What a function or a task of ours answered, or that it is none of its answers. */
export function readAnswer<T>(functionName: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TerminalError(
    'AnswerUnreadable',
    `${functionName}: expected an answer in its contract, found ${problems.join('; ')}. ` +
      'Deploy both functions of the same version.',
    { fields: { functionName } },
  );
}
