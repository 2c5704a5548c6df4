import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings, type ClientOptions, type ClientUse } from '@understudy/aws-clients';
import {
  createCloudWatchClient,
  createCloudWatchReads,
  createMetricReads,
} from '@understudy/aws-clients/cloudwatch';
import { createEcsClient, createTaskRuns } from '@understudy/aws-clients/ecs';
import { createEksClient, createEksReads } from '@understudy/aws-clients/eks';
import { createDurableFunctions, createLambdaClient } from '@understudy/aws-clients/lambda';
import { createRdsChanges, createRdsClient, createRdsReads } from '@understudy/aws-clients/rds';
import {
  createObjectChanges,
  createObjectReads,
  createObjectRecords,
  createS3Client,
} from '@understudy/aws-clients/s3';
import { createSnsClient, createSnsPublisher } from '@understudy/aws-clients/sns';
import type { Clock } from '@understudy/clock';
import { createDynamoDbStore, createRegionRecords } from '@understudy/leases';

import type { RecoverySettings } from '../settings/settings.ts';
import { createHttpProbe } from './http-probe.ts';
import type { HttpProbe, RecoveryWorld, RegionPorts } from './recovery-world.ts';

/** A client for each service of one region; reads and changes apart: only reads are retried. */
export interface RegionClients {
  readonly dynamodb: DynamoDBClient;
  readonly rds: ByUse<ReturnType<typeof createRdsClient>>;
  readonly s3: ByUse<ReturnType<typeof createS3Client>, ClientUse | 'records'>;
  readonly ecs: ReturnType<typeof createEcsClient>;
  readonly eks: ReturnType<typeof createEksClient>;
  readonly cloudWatch: ReturnType<typeof createCloudWatchClient>;
  readonly lambda: ReturnType<typeof createLambdaClient>;
  readonly sns: ReturnType<typeof createSnsClient>;
}

type ByUse<Client, Use extends string = ClientUse> = Readonly<Record<Use, Client>>;

/** The real outside world, by AWS's SDK. */
export function createRecoveryWorld(
  settings: RecoverySettings,
  clock: Clock,
  clients: Partial<ClientOptions> = {},
): RecoveryWorld {
  return createWorldOver(settings, clock, {
    clientsOf: (region) => createClients({ ...clients, region }),
    http: createHttpProbe(clock),
  });
}

function createClients(options: ClientOptions): RegionClients {
  return {
    // The table's writes are conditional, so they may be retried.
    dynamodb: new DynamoDBClient(clientSettings(options, 'reads')),
    rds: {
      reads: createRdsClient(options, 'reads'),
      changes: createRdsClient(options, 'changes'),
    },
    s3: {
      reads: createS3Client(options, 'reads'),
      changes: createS3Client(options, 'changes'),
      records: createS3Client(options, 'records'),
    },
    ecs: createEcsClient(options),
    eks: createEksClient(options),
    cloudWatch: createCloudWatchClient(options),
    lambda: createLambdaClient(options),
    sns: createSnsClient(options),
  };
}

/** The outside world over any clients: the SDK's, or a simulation's. */
export function createWorldOver(
  settings: RecoverySettings,
  clock: Clock,
  outside: { readonly clientsOf: (region: string) => RegionClients; readonly http: HttpProbe },
): RecoveryWorld {
  const regions = new Map<string, RegionPorts & { readonly clients: RegionClients }>();

  function inRegion(region: string): RegionPorts & { readonly clients: RegionClients } {
    const known = regions.get(region);
    if (known) return known;
    const clients = outside.clientsOf(region);
    const made = { ...portsOver(settings, clock, clients), clients };
    regions.set(region, made);
    return made;
  }

  // A plan's state is in its recovery region, wherever its functions run (authority has one home).
  const home = inRegion(settings.plan.regions.recovery);
  const here = inRegion(settings.region);
  return {
    clock,
    settings,
    store: home.store,
    publisher: createSnsPublisher({ client: here.clients.sns }),
    inRegion,
    http: outside.http,
  };
}

function portsOver(settings: RecoverySettings, clock: Clock, clients: RegionClients): RegionPorts {
  const { dynamodb: client, rds, s3, cloudWatch } = clients;
  const { table } = settings;
  return {
    store: createDynamoDbStore({ client, table, clock }),
    records: createRegionRecords({ client, table, clock }),
    cloudWatch: createCloudWatchReads({ client: cloudWatch }),
    metrics: createMetricReads({ client: cloudWatch }),
    rds: {
      ...createRdsReads({ client: rds.reads }),
      ...createRdsChanges({ client: rds.changes, clock }),
    },
    objects: {
      ...createObjectReads({ client: s3.reads }),
      ...createObjectChanges({ client: s3.changes, clock }),
    },
    eks: createEksReads({ client: clients.eks }),
    functions: createDurableFunctions({ client: clients.lambda }),
    tasks: createTaskRuns({ client: clients.ecs }),
    requests: createObjectRecords({ client: s3.records }),
  };
}
