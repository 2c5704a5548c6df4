import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings, type ClientOptions } from '@understudy/aws-clients';
import { createDurableFunctions, createLambdaClient } from '@understudy/aws-clients/lambda';
import { createObjectReads, createObjectRecords, createS3Client } from '@understudy/aws-clients/s3';
import { systemClock, type Clock } from '@understudy/clock';
import { createDynamoDbStore, createLockRecords } from '@understudy/leases';
import { LOCK_PATIENCE_MS } from './locking/lock-limits.ts';
import type { Outside } from './outside.ts';
import { DEFAULT_POLICY } from './policy/default-policy.ts';
import { ENDING_TIMES } from './process/child-deadline.ts';
import { createResourceReads } from './resources/create-resource-reads.ts';
import type { RunnerLog } from './runner-log.ts';
import type { RunnerSettings } from './settings.ts';

/** What is another's where the runner is hosted for a simulated AWS: its time and its keys. */
export interface Host {
  readonly clock?: Clock;
  readonly credentials?: NonNullable<ClientOptions['credentials']>;
}

/** The real world of this region. */
export function createOutside(
  settings: RunnerSettings,
  log: RunnerLog,
  { clock = systemClock, credentials }: Host = {},
): Outside {
  const { region, endpoint, table } = settings;
  const at = {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  // The table's writes are conditional, so they may be retried.
  const client = new DynamoDBClient(clientSettings(at, 'reads'));
  const bucketAt = { ...at, pathStyle: endpoint !== undefined };
  return {
    settings,
    clock,
    log,
    objects: createObjectReads({ client: createS3Client(bucketAt, 'reads') }),
    copies: createObjectRecords({ client: createS3Client(bucketAt, 'records') }),
    store: createDynamoDbStore({ client, table, clock }),
    records: createLockRecords({ client, table, clock }),
    functions: createDurableFunctions({ client: createLambdaClient(at) }),
    resources: createResourceReads(at),
    policy: DEFAULT_POLICY,
    endingTimes: ENDING_TIMES,
    lockPatienceMilliseconds: LOCK_PATIENCE_MS,
  };
}
