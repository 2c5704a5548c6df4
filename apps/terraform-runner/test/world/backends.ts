import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { createHttpDoor, createNoLatencies, createSimulatedAws } from '@understudy/aws-simulator';
import { systemClock } from '@understudy/clock';
import { tableDefinition } from '@understudy/leases';
import { startMotoServer } from '@understudy/leases/moto-server';
import { CREDENTIALS, makeBucket, REGION, s3At, TABLE } from './buckets.ts';

export interface Backend {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** S3 and DynamoDB on loopback: a third party's, and our own simulated ones. */
export const BACKENDS: readonly (readonly [name: string, start: () => Promise<Backend>])[] = [
  ['moto', startMoto],
  ['the simulator', startSimulator],
];

export async function startMoto(): Promise<Backend> {
  const moto = await startMotoServer();
  return await populated({
    endpoint: `http://127.0.0.1:${moto.port}`,
    stop: () => moto.stop(),
  });
}

export async function startSimulator(): Promise<Backend> {
  const aws = createSimulatedAws({
    clock: systemClock,
    seed: 'terraform-runner',
    regions: [REGION, 'us-east-1'],
    latencies: createNoLatencies,
  });
  const door = createHttpDoor(aws.door, { port: 0 });
  const { url } = await door.start();
  return await populated({ endpoint: url, stop: () => door.stop() });
}

/** With the plan's bucket and the state table in it. */
export async function populated(backend: Backend): Promise<Backend> {
  await makeTable(backend.endpoint);
  const client = s3At(backend.endpoint);
  await makeBucket(client);
  client.destroy();
  return backend;
}

/** The state table; a new one takes a moment to be there. */
async function makeTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  await client.send(new CreateTableCommand(tableDefinition(TABLE)));
  const patience = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await waitUntilTableExists(patience, { TableName: TABLE });
  client.destroy();
}
