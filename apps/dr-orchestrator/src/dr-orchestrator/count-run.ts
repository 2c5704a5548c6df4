import { measureRun, type Measures } from '@understudy/lambda-middleware';

import type { RehearsalResponse } from '../rehearsing/rehearsal-response.ts';
import type { RecoveryResponse } from './response.ts';

/** What an execution is counted by; a rehearsal is no recovery, and takes no time. */
export function measuresOf(
  { body }: RecoveryResponse | RehearsalResponse,
  input: unknown,
  nowMilliseconds: number,
): Measures {
  if ('checks' in body) return { outcome: 'rehearsed' };
  const end = 'outcome' in body ? body : { outcome: 'completed', reason: 'recovered' };
  return measureRun(end, input, nowMilliseconds);
}
