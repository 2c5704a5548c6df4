import { systemClock } from '@understudy/clock';
import { createHandler, createLog, type InvocationContext } from '@understudy/lambda-middleware';
import { hostWorkflow, type Invocation, type Workflow } from '@understudy/workflow';

import { readRecoverySettings } from '../settings/read-settings.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import { createRecoveryWorld } from '../world/create-world.ts';
import { measuresOf } from './count-run.ts';
import { runRecovery } from './run-recovery.ts';

const log = createLog('dr-orchestrator');
const world = createRecoveryWorld(readRecoverySettings(log), systemClock);

interface DurableContext extends InvocationContext {
  readonly workflow: Workflow;
  readonly invocation: Invocation;
}

/** The body of an execution in the one chain: its end is counted once, whatever came before. */
const body = createHandler({
  service: 'dr-orchestrator',
  clock: systemClock,
  log,
  durable: true,
  // Checked by the body: an input that is wrong fails the execution, and is nobody's refusal.
  parse: (input) => input,
  handle: (input, { workflow, invocation }: DurableContext) =>
    runRecovery(workflow, input, {
      world,
      kinds: STEP_KINDS,
      invocation,
      owner: { kind: 'execution', executionArn: invocation.executionArn },
    }),
  measure: (result, input) => measuresOf(result, input, systemClock.now()),
});

/** The durable workflow; started by its alias, under a name, by the entry and the observer. */
export const main = hostWorkflow((workflow, input, invocation) =>
  body(input, { awsRequestId: invocation.requestId, workflow, invocation }),
);
