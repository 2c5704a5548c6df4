import { systemClock } from '@understudy/clock';
import { createLog } from '@understudy/lambda-middleware';
import { hostWorkflow } from '@understudy/workflow';

import { readRecoverySettings } from '../settings/read-settings.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import { createRecoveryWorld } from '../world/create-world.ts';
import { runRecovery } from './run-recovery.ts';

const world = createRecoveryWorld(readRecoverySettings(createLog('dr-orchestrator')), systemClock);

/** The durable workflow; started by its alias, under a name, by the entry and the observer. */
export const main = hostWorkflow((workflow, input, invocation) =>
  runRecovery(workflow, input, {
    world,
    kinds: STEP_KINDS,
    invocation,
    owner: { kind: 'execution', executionArn: invocation.executionArn },
  }),
);
