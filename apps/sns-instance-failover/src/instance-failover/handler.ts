import { systemClock } from '@understudy/clock';
import { createHandler, createLog, type InvocationContext } from '@understudy/lambda-middleware';
import { hostWorkflow, type Invocation, type Workflow } from '@understudy/workflow';

import { readFailoverSettings } from '../services/read-settings.ts';
import { measuresOf } from './count-run.ts';
import { createFailoverWorld } from './create-world.ts';
import { runFailover } from './run-failover.ts';

const log = createLog('instance-failover');
const settings = readFailoverSettings(log);
const world = createFailoverWorld(settings, systemClock);

interface DurableContext extends InvocationContext {
  readonly workflow: Workflow;
  readonly invocation: Invocation;
}

/** The body of an execution in the one chain: its end is counted once, whatever came before. */
const body = createHandler({
  service: 'instance-failover',
  clock: systemClock,
  log,
  durable: true,
  // Checked by the body: an input that is wrong fails the execution, and is nobody's refusal.
  parse: (input) => input,
  handle: (input, { workflow, invocation }: DurableContext) =>
    runFailover(workflow, input, world, invocation, {
      kind: 'execution',
      executionArn: invocation.executionArn,
    }),
  measure: (result, input) => measuresOf(result, input, systemClock.now()),
});

/** The durable workflow; started by its alias, under a name, by the router and the reconciler. */
export const main = hostWorkflow((workflow, input, invocation) =>
  body(input, { awsRequestId: invocation.requestId, workflow, invocation }),
);
