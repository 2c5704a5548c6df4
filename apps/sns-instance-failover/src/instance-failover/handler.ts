import { systemClock } from '@understudy/clock';
import { createLog } from '@understudy/lambda-middleware';
import { hostWorkflow } from '@understudy/workflow';

import { readFailoverSettings } from '../services/read-settings.ts';
import { createFailoverWorld } from './create-world.ts';
import { runFailover } from './run-failover.ts';

const log = createLog('instance-failover');
const settings = readFailoverSettings(log);
const world = createFailoverWorld(settings, systemClock);

/** The durable workflow; started by its alias, under a name, by the router and the reconciler. */
export const main = hostWorkflow((workflow, input, invocation) =>
  runFailover(workflow, input, world, invocation, {
    kind: 'execution',
    executionArn: invocation.executionArn,
  }),
);
