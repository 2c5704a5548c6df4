import { createCloudWatchClient, createCloudWatchReads } from '@understudy/aws-clients/cloudwatch';
import { createEc2Client, createEc2Reads } from '@understudy/aws-clients/ec2';
import { createElbv2Client, createElbv2Reads } from '@understudy/aws-clients/elbv2';
import { createDurableFunctions, createLambdaClient } from '@understudy/aws-clients/lambda';
import { systemClock } from '@understudy/clock';
import { createHandler, createLog } from '@understudy/lambda-middleware';

import { createStore } from '../services/create-store.ts';
import { readReconcilerSettings } from '../services/read-settings.ts';
import { sweepServices, type ReconcilerWorld } from './sweep-services.ts';

const log = createLog('reconciler');
const world = createReconcilerWorld();

/** Every minute: the level under the edges. */
export const main = createHandler({
  service: 'reconciler',
  clock: systemClock,
  log,
  parse: () => undefined,
  handle: async () => {
    const services = await sweepServices(world);
    return {
      services: services.length,
      deviations: services.filter(
        ({ deviation, problem }) => deviation !== undefined || problem !== undefined,
      ),
    };
  },
  measure: ({ deviations }) => ({ outcome: 'swept', openIncidents: deviations.length }),
});

function createReconcilerWorld(): ReconcilerWorld {
  const settings = readReconcilerSettings(log);
  const { region } = settings;
  return {
    clock: systemClock,
    settings,
    store: createStore(settings, systemClock),
    ec2: createEc2Reads({ client: createEc2Client({ region }, 'reads') }),
    elbv2: createElbv2Reads({ client: createElbv2Client({ region }, 'reads') }),
    cloudWatch: createCloudWatchReads({ client: createCloudWatchClient({ region }) }),
    functions: createDurableFunctions({ client: createLambdaClient({ region }) }),
  };
}
