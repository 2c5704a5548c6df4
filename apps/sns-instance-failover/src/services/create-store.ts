import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings, type ClientOptions } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import { createDynamoDbStore, type LeaseStore } from '@understudy/leases';

/** The lease store over this region's table. Its writes are conditional, so they may be retried. */
export function createStore(
  options: ClientOptions & { readonly table: string },
  clock: Clock,
): LeaseStore {
  const client = new DynamoDBClient(clientSettings(options, 'reads'));
  return createDynamoDbStore({ client, table: options.table, clock });
}
