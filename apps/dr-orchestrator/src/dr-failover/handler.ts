import { createSqsClient, createSqsSender } from '@understudy/aws-clients/sqs';
import { systemClock } from '@understudy/clock';
import { createHandler, createLog } from '@understudy/lambda-middleware';

import { readEntrySettings } from '../settings/read-settings.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import { createRecoveryWorld } from '../world/create-world.ts';
import { answerEntry, type EntryWorld } from './answer-entry.ts';

const log = createLog('dr-failover');
const world = createEntryWorld();

/** The document's function: an alarm, `{}`, or `{"test": true}`. */
export const main = createHandler({
  service: 'dr-failover',
  clock: systemClock,
  log,
  // Every door's schema is in triggers/: one event may hold several messages, some refused.
  parse: (event) => event,
  handle: (event, { awsRequestId }) => answerEntry(event, world, awsRequestId),
  measure: ({ statusCode }) => ({
    outcome: statusCode === 202 ? 'started' : statusCode === 200 ? 'nothing-to-do' : 'refused',
  }),
});

function createEntryWorld(): EntryWorld {
  const settings = readEntrySettings(log);
  return {
    recovery: createRecoveryWorld(settings, systemClock),
    refused: createSqsSender({ client: createSqsClient({ region: settings.region }) }),
    refusedQueueUrl: settings.refusedQueueUrl,
    kinds: STEP_KINDS,
  };
}
