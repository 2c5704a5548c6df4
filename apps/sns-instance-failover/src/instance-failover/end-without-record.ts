import { toErrorRecord } from '@understudy/errors';
import type { Workflow } from '@understudy/workflow';

import type { ActOutcome } from '../acting/act-outcome.ts';
import type { FailoverWorld } from '../acting/failover-world.ts';
import type { FailoverInput } from './failover-input.ts';
import { notify } from './notify.ts';

/** Codes of the lease store: the table cannot be read or written. */
const STORE_CODE = /^Store/;

/**
 * The end of a run that could not even be recorded. Without the table nobody may act by themselves
 * (design, section 6): a person is told, with the command that needs no table.
 */
export async function endWithoutRecord(
  workflow: Workflow,
  input: FailoverInput,
  world: FailoverWorld,
  thrown: Error,
): Promise<ActOutcome> {
  const { service, incidentId } = input;
  const { code, message } = toErrorRecord(thrown);
  const outcome: ActOutcome = {
    name: 'failed',
    reason: code,
    sentence: `Nothing more is done for ${service} by itself: ${message}`,
    next: STORE_CODE.test(code)
      ? `understudy run ${service} --local --without-store --reason "…"`
      : `understudy status ${service}`,
  };
  await workflow.step('tell-without-record', async () => {
    world.settings.log.error('A run could not be recorded', { service, incidentId, code, message });
    await notify(world, { service, incidentId }, outcome);
  });
  return outcome;
}
