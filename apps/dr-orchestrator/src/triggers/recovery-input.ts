import { TerminalError } from '@understudy/errors';
import { Name } from '@understudy/recovery-messages';
import * as z from 'zod';

import { Trigger } from './trigger.ts';

/** What an execution of dr-orchestrator is started with. */
export const RecoveryInput = z.strictObject({
  plan: Name,
  /** The id that a new incident gets. */
  incidentId: Name,
  trigger: Trigger,
  /** Every step checked, nothing of the user's changed. */
  rehearse: z.boolean(),
});
export type RecoveryInput = z.infer<typeof RecoveryInput>;

/** Written by our own entry, observer and command; checked all the same: anybody may invoke. */
export function parseRecoveryInput(event: unknown): RecoveryInput {
  const parsed = RecoveryInput.safeParse(event);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .map(({ path, message }) => `${path.join('.') || 'the input'}: ${message}`)
    .join('; ');
  throw new TerminalError(
    'InputInvalid',
    `expected the input that dr-failover writes, found ${problems}; invoke dr-failover instead`,
  );
}
