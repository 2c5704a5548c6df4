import { TerminalError } from '@understudy/errors';
import * as z from 'zod';

import type { CommandContext } from '../commands/command-spec.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { markOf } from '../telling/describe-incident.ts';
import { connectPlan } from './plan-world.ts';

const Finding = z.object({
  check: z.string(),
  mark: z.enum(['verified', 'unverified', 'failed', 'unknown']),
  words: z.string(),
  repair: z.string().optional(),
});

const Checks = z.array(
  z.object({ step: z.string(), kind: z.string(), findings: z.array(Finding) }),
);
type Checks = z.infer<typeof Checks>;

/** What dr-failover answers to `{"test": true}`; of a refusal the message only. */
const Answer = z.object({
  statusCode: z.number(),
  body: z.object({ message: z.string(), checks: Checks.optional(), next: z.string().optional() }),
});

/** The document's own test, asked of the deployed function. */
export async function rehearsePlan(context: CommandContext): Promise<number> {
  const { settings, output } = context;
  const world = await connectPlan(settings);
  output.progress(`${world.entryName} rehearses ${world.plan.name} …`);
  const answer = await world.functions.invoke(world.entryName, { test: true });
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) {
    throw new TerminalError(
      'AnswerInvalid',
      `Expected a rehearsal of ${world.entryName}, found ${JSON.stringify(answer)}. Deploy the same version as this command's.`,
    );
  }
  const { statusCode, body } = parsed.data;
  renderStepChecks(context, body.checks ?? []);
  output.line(`${body.message}.`);
  if (body.next !== undefined) output.line(`Next: ${body.next}`);
  output.data(answer);
  return statusCode === 200 ? OUTCOME_EXIT_CODES.completed : OUTCOME_EXIT_CODES.refused;
}

/** Every step with its findings; what repairs a failed one stands beneath it. */
export function renderStepChecks({ output }: CommandContext, checks: Checks): void {
  for (const { step, kind, findings } of checks) {
    output.line(`${output.paint.bold(step)} (${kind})`);
    for (const { check, mark, words, repair } of findings) {
      output.line(`  ${markOf(output, mark).padEnd(12)} ${check}: ${words}`);
      if (repair !== undefined) output.line(output.paint.dim(`               repair: ${repair}`));
    }
    if (findings.length === 0) output.line(output.paint.dim('  nothing is to be checked'));
  }
}
