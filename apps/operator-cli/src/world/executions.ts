import { GetDurableExecutionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { TerminalError } from '@understudy/errors';
import type { OutcomeName } from '@understudy/leases';
import * as z from 'zod';

const OUTCOMES = [
  'completed',
  'nothing-to-do',
  'joined',
  'held',
  'asked',
  'refused',
  'put-back',
  'needs-operator',
  'failed',
] as const satisfies readonly OutcomeName[];

const Outcome = z.object({
  name: z.enum(OUTCOMES),
  reason: z.string(),
  sentence: z.string(),
  next: z.string().optional(),
});

const Check = z.object({ check: z.string(), mark: z.string(), words: z.string() });

/** What an execution of instance-failover ends with; a rehearsal brings its checks. */
const Result = z.object({
  incidentId: z.string(),
  service: z.string(),
  outcome: Outcome,
  checks: z.array(Check).optional(),
});

export type ExecutionResult = z.infer<typeof Result>;
export type CheckLine = z.infer<typeof Check>;

/** The result once it is there; undefined while it runs. Throws when it ended without one. */
export async function readResult(
  lambda: LambdaClient,
  executionArn: string,
  signal: AbortSignal,
): Promise<ExecutionResult | undefined> {
  const answer = await lambda.send(
    new GetDurableExecutionCommand({ DurableExecutionArn: executionArn }),
    { abortSignal: signal },
  );
  if (answer.Status === 'RUNNING') return undefined;
  const result = parseResult(parse(answer.Result));
  if (result) return result;
  const found = answer.Error?.ErrorMessage ?? answer.Result ?? 'nothing';
  throw new TerminalError(
    'ExecutionFailed',
    `Expected a result of ${executionArn}, found ${answer.Status}: ${found}. The next look goes on: understudy status`,
  );
}

/** What an execution ended with; undefined when it is something else. */
export function parseResult(result: unknown): ExecutionResult | undefined {
  return Result.safeParse(result).data;
}

const Routed = z.object({
  result: z.enum(['started', 'already-started', 'nothing-to-do', 'refused']),
  sentence: z.string(),
  incidentId: z.string().optional(),
  executionArn: z.string().optional(),
});

const RouterAnswer = z.object({ body: z.object({ results: z.array(Routed).min(1) }) });

/** An execution that the router started for us. */
export interface Started {
  readonly incidentId: string;
  readonly executionArn: string;
}

/** The router's answer to a direct invoke; a refusal becomes an error of ours. */
export function readRouterAnswer(answer: unknown): Started {
  const parsed = RouterAnswer.safeParse(answer);
  const routed = parsed.success ? parsed.data.body.results[0] : undefined;
  if (!routed) {
    throw new TerminalError(
      'RouterAnswerInvalid',
      `Expected the router's answer, found ${JSON.stringify(answer)}. Deploy the same version as this command's.`,
    );
  }
  const { incidentId, executionArn } = routed;
  if (routed.result === 'started' && incidentId !== undefined && executionArn !== undefined) {
    return { incidentId, executionArn };
  }
  throw new TerminalError(
    'Refused',
    `The router took no order: ${routed.sentence} Next: understudy status`,
  );
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
