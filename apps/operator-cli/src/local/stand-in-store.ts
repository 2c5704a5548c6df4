import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { answerDirectly, createNoLatencies, createSimulatedAws } from '@understudy/aws-simulator';
import type { Scheduler } from '@understudy/clock';
import { createDynamoDbStore, tableDefinition, type LeaseStore } from '@understudy/leases';

const TABLE = 'understudy-stand-in';

/**
 * A table in this process's memory, with the conditions that the real one has, for a run whose
 * table cannot be reached. It serialises nobody but this process.
 */
export function createStandInStore(clock: Scheduler, region: string): LeaseStore {
  const aws = createSimulatedAws({
    clock,
    seed: TABLE,
    regions: [region],
    latencies: createNoLatencies,
  });
  aws.region(region).dynamodb.createTable(tableDefinition(TABLE));
  const client = new DynamoDBClient({
    region,
    credentials: { accessKeyId: 'stand-in', secretAccessKey: 'none' },
  });
  const who = {
    principal: { kind: 'user', name: TABLE },
    cause: { kind: 'person', name: TABLE },
  } as const;
  answerDirectly(client, aws.world, who, region);
  return createDynamoDbStore({ client, table: TABLE, clock });
}
