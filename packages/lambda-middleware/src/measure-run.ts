import * as z from 'zod';

import type { Measures } from './meter.ts';

/** When what set a run off happened: the change of an alarm, or of anything else. */
const Since = z.object({
  trigger: z.object({
    changedAtMilliseconds: z.number().optional(),
    atMilliseconds: z.number().optional(),
  }),
});

/**
 * What the end of a workflow is counted by: its outcome, why, and how long it took from its trigger
 * on, of which the last invocation alone knows nothing. A joined run has taken nobody's time.
 */
export function measureRun(
  { outcome, reason }: { readonly outcome: string; readonly reason: string },
  input: unknown,
  nowMilliseconds: number,
): Measures {
  const since = Since.safeParse(input).data?.trigger;
  const from = since?.changedAtMilliseconds ?? since?.atMilliseconds;
  if (outcome === 'joined' || from === undefined) return { outcome, reason };
  return { outcome, reason, durationSeconds: (nowMilliseconds - from) / 1_000 };
}
