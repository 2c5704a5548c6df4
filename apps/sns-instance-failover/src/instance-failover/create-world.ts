import type { ClientOptions } from '@understudy/aws-clients';
import { createCloudWatchClient, createCloudWatchReads } from '@understudy/aws-clients/cloudwatch';
import { createEc2Changes, createEc2Client, createEc2Reads } from '@understudy/aws-clients/ec2';
import {
  createElbv2Changes,
  createElbv2Client,
  createElbv2Reads,
} from '@understudy/aws-clients/elbv2';
import { createDurableFunctions, createLambdaClient } from '@understudy/aws-clients/lambda';
import {
  createRoute53Changes,
  createRoute53Client,
  createRoute53Reads,
} from '@understudy/aws-clients/route53';
import { createSnsClient, createSnsPublisher } from '@understudy/aws-clients/sns';
import type { Clock } from '@understudy/clock';

import type { FailoverWorld } from '../acting/failover-world.ts';
import { createStore } from '../services/create-store.ts';
import type { FunctionSettings } from '../services/read-settings.ts';

/** The real outside world. Reads and changes have clients of their own: only reads are retried. */
export function createFailoverWorld(
  settings: FunctionSettings,
  clock: Clock,
  clients: Partial<ClientOptions> = {},
): FailoverWorld {
  const options: ClientOptions = { region: settings.region, ...clients };
  return {
    clock,
    settings,
    store: createStore({ ...options, table: settings.table }, clock),
    ec2: {
      ...createEc2Reads({ client: createEc2Client(options, 'reads') }),
      ...createEc2Changes({ client: createEc2Client(options, 'changes'), clock }),
    },
    elbv2: {
      ...createElbv2Reads({ client: createElbv2Client(options, 'reads') }),
      ...createElbv2Changes({ client: createElbv2Client(options, 'changes'), clock }),
    },
    route53: {
      ...createRoute53Reads({ client: createRoute53Client(options, 'reads') }),
      ...createRoute53Changes({ client: createRoute53Client(options, 'changes'), clock }),
    },
    cloudWatch: createCloudWatchReads({ client: createCloudWatchClient(options) }),
    functions: createDurableFunctions({ client: createLambdaClient(options) }),
    publisher: createSnsPublisher({ client: createSnsClient(options) }),
  };
}
