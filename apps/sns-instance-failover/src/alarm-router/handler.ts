import { createEc2Client, createEc2Reads } from '@understudy/aws-clients/ec2';
import { createDurableFunctions, createLambdaClient } from '@understudy/aws-clients/lambda';
import { createSqsClient, createSqsSender } from '@understudy/aws-clients/sqs';
import { systemClock } from '@understudy/clock';
import { createHandler, createLog } from '@understudy/lambda-middleware';

import { readRouterSettings } from '../services/read-settings.ts';
import { createRememberedCatalog } from './remembered-catalog.ts';
import { routeEvent, type RouterWorld } from './route-event.ts';

const log = createLog('alarm-router');
const world = createRouterWorld();

/** SNS, EventBridge, or a direct invoke. */
export const main = createHandler({
  service: 'alarm-router',
  clock: systemClock,
  log,
  // Every door's schema is in triggers/: one event may hold several messages, some refused.
  parse: (event) => event,
  handle: (event, { awsRequestId }) => routeEvent(event, world, awsRequestId),
  measure: ({ body }) => {
    const refused = body.results.filter(({ result }) => result === 'refused').length;
    const first = body.results[0]?.result ?? 'nothing-to-do';
    return { outcome: first, ...(refused > 0 ? { refusedMessages: refused } : {}) };
  },
});

function createRouterWorld(): RouterWorld {
  const settings = readRouterSettings(log);
  const { region } = settings;
  return {
    clock: systemClock,
    settings,
    catalog: createRememberedCatalog({
      ec2: createEc2Reads({ client: createEc2Client({ region }, 'reads') }),
      clock: systemClock,
      settings,
    }),
    functions: createDurableFunctions({ client: createLambdaClient({ region }) }),
    refused: createSqsSender({ client: createSqsClient({ region }) }),
  };
}
