import type { Measures } from '@understudy/lambda-middleware';
import * as z from 'zod';

import type { runFailover } from './run-failover.ts';

type Result = Awaited<ReturnType<typeof runFailover>>;

/** When what set the run off happened: the change of an alarm, or of anything else. */
const Since = z.object({
  trigger: z.object({
    changedAtMilliseconds: z.number().optional(),
    atMilliseconds: z.number().optional(),
  }),
});

/**
 * What an execution is counted by: its outcome, why, and how long it took from its trigger on. A
 * joined run has taken nobody's time, and a rehearsal is no failover.
 */
export function measuresOf(result: Result, input: unknown, nowMilliseconds: number): Measures {
  if (!('outcome' in result)) return { outcome: 'warmed' };
  const { name: outcome, reason } = result.outcome;
  const since = Since.safeParse(input).data?.trigger;
  const from = since?.changedAtMilliseconds ?? since?.atMilliseconds;
  const apart = 'checks' in result || outcome === 'joined' || from === undefined;
  return {
    outcome,
    reason,
    ...(apart ? {} : { durationSeconds: (nowMilliseconds - from) / 1_000 }),
  };
}
