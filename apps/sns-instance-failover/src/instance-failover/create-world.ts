import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  createHedge,
  hedgedEc2Reads,
  hedgedElbv2Reads,
  type ClientOptions,
  type ClientUse,
} from '@understudy/aws-clients';
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
import { createDynamoDbStore } from '@understudy/leases';

import type { FailoverWorld } from '../acting/failover-world.ts';
import { createTableClient } from '../services/create-store.ts';
import type { FunctionSettings } from '../services/read-settings.ts';

/** A client for each service; reads and changes have clients of their own: only reads are retried. */
export interface FailoverClients {
  readonly dynamodb: DynamoDBClient;
  readonly ec2: ByUse<ReturnType<typeof createEc2Client>>;
  readonly elbv2: ByUse<ReturnType<typeof createElbv2Client>>;
  readonly route53: ByUse<ReturnType<typeof createRoute53Client>>;
  readonly cloudWatch: ReturnType<typeof createCloudWatchClient>;
  readonly lambda: ReturnType<typeof createLambdaClient>;
  readonly sns: ReturnType<typeof createSnsClient>;
}

type ByUse<Client> = Readonly<Record<ClientUse, Client>>;

/** The real outside world, by AWS's SDK. */
export function createFailoverWorld(
  settings: FunctionSettings,
  clock: Clock,
  clients: Partial<ClientOptions> = {},
): FailoverWorld {
  const options: ClientOptions = { region: settings.region, ...clients };
  return createWorldOver(settings, clock, {
    dynamodb: createTableClient(options),
    ec2: {
      reads: createEc2Client(options, 'reads'),
      changes: createEc2Client(options, 'changes'),
    },
    elbv2: {
      reads: createElbv2Client(options, 'reads'),
      changes: createElbv2Client(options, 'changes'),
    },
    route53: {
      reads: createRoute53Client(options, 'reads'),
      changes: createRoute53Client(options, 'changes'),
    },
    cloudWatch: createCloudWatchClient(options),
    lambda: createLambdaClient(options),
    sns: createSnsClient(options),
  });
}

const HEDGED = 'A read was slow, and asked a second time';

/** The outside world over any clients: the SDK's, or a simulation's. */
export function createWorldOver(
  settings: FunctionSettings,
  clock: Clock,
  clients: FailoverClients,
): FailoverWorld {
  const { ec2, elbv2, route53, dynamodb: client } = clients;
  // One budget for all reads: what is slow is mostly slow for all of them.
  const hedge = createHedge({ clock, onHedge: () => settings.log.info(HEDGED, {}) });
  return {
    clock,
    settings,
    store: createDynamoDbStore({ client, table: settings.table, clock }),
    ec2: {
      ...hedgedEc2Reads(createEc2Reads({ client: ec2.reads }), hedge),
      ...createEc2Changes({ client: ec2.changes, clock }),
    },
    elbv2: {
      ...hedgedElbv2Reads(createElbv2Reads({ client: elbv2.reads }), hedge),
      ...createElbv2Changes({ client: elbv2.changes, clock }),
    },
    route53: {
      ...createRoute53Reads({ client: route53.reads }),
      ...createRoute53Changes({ client: route53.changes, clock }),
    },
    cloudWatch: createCloudWatchReads({ client: clients.cloudWatch }),
    functions: createDurableFunctions({ client: clients.lambda }),
    publisher: createSnsPublisher({ client: clients.sns }),
  };
}
