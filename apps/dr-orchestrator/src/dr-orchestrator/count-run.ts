import type { Measures } from '@understudy/lambda-middleware';
import * as z from 'zod';

import type { RehearsalResponse } from '../rehearsing/rehearsal-response.ts';
import type { RecoveryResponse } from './response.ts';

/** When what set the run off happened: the change of an alarm, or of anything else. */
const Since = z.object({
  trigger: z.object({
    changedAtMilliseconds: z.number().optional(),
    atMilliseconds: z.number().optional(),
  }),
});

/**
 * What an execution is counted by: its outcome, why, and how long it took from its trigger on. A
 * joined run has taken nobody's time, and a rehearsal is no recovery.
 */
export function measuresOf(
  { body }: RecoveryResponse | RehearsalResponse,
  input: unknown,
  nowMilliseconds: number,
): Measures {
  if ('checks' in body) return { outcome: 'rehearsed' };
  const end = 'outcome' in body ? body : { outcome: 'completed', reason: 'recovered' };
  const { outcome, reason } = end;
  const since = Since.safeParse(input).data?.trigger;
  const from = since?.changedAtMilliseconds ?? since?.atMilliseconds;
  const apart = outcome === 'joined' || from === undefined;
  return {
    outcome,
    reason,
    ...(apart ? {} : { durationSeconds: (nowMilliseconds - from) / 1_000 }),
  };
}
