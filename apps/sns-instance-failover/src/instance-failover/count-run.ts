import { measureRun, type Measures } from '@understudy/lambda-middleware';

import type { runFailover } from './run-failover.ts';

type Result = Awaited<ReturnType<typeof runFailover>>;

/** What an execution is counted by; a rehearsal is no failover, and takes no time. */
export function measuresOf(result: Result, input: unknown, nowMilliseconds: number): Measures {
  if (!('outcome' in result)) return { outcome: 'warmed' };
  const { name: outcome, reason } = result.outcome;
  if ('checks' in result) return { outcome, reason };
  return measureRun({ outcome, reason }, input, nowMilliseconds);
}
