import type { DurableFunctions } from '@understudy/aws-clients';

import type { RecoverySettings } from '../settings/settings.ts';
import { nameExecution, nameIncident } from './name-execution.ts';
import type { RecoveryInput } from './recovery-input.ts';
import type { Trigger } from './trigger.ts';

export interface Started {
  readonly result: 'started' | 'already-started';
  readonly incidentId: string;
  readonly executionName: string;
  readonly executionArn?: string;
}

/** Starts dr-orchestrator by name: the same message again is the same execution. */
export async function startRecovery(
  world: {
    readonly functions: Pick<DurableFunctions, 'start'>;
    readonly settings: RecoverySettings;
  },
  trigger: Trigger,
  options: { readonly rehearse?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Started> {
  const { plan, functions, log } = world.settings;
  const { rehearse = false, signal } = options;
  const incidentId = nameIncident(plan.name, trigger);
  const executionName = nameExecution(plan.name, trigger, rehearse);
  const input: RecoveryInput = { plan: plan.name, incidentId, trigger, rehearse };
  const { result, executionArn } = await world.functions.start(
    functions.orchestrator,
    executionName,
    input,
    signal ? { signal } : {},
  );
  log.info('An execution was asked for', { plan: plan.name, incident: incidentId, result });
  return {
    result,
    incidentId,
    executionName,
    ...(executionArn === undefined ? {} : { executionArn }),
  };
}
