import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings, type ClientOptions } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import { createDynamoDbStore, type LeaseStore } from '@understudy/leases';

/** The table's writes are conditional, so they may be retried. */
export function createTableClient(options: ClientOptions): DynamoDBClient {
  return new DynamoDBClient(clientSettings(options, 'reads'));
}

/** The lease store over this region's table. */
export function createStore(
  options: ClientOptions & { readonly table: string },
  clock: Clock,
): LeaseStore {
  const client = createTableClient(options);
  return createDynamoDbStore({ client, table: options.table, clock });
}
