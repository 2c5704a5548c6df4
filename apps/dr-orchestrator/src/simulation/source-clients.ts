import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDirectClient, type SourceDoor } from '@understudy/aws-simulator';

import type { RegionClients } from '../world/create-world.ts';

/** Tries of a read, as our SDK clients make them. */
const READ_ATTEMPTS = 3;

type ServiceName = Parameters<typeof createDirectClient>[1];

/**
 * Clients of one region that ask a simulated world at once. Our adapters use of a client what the
 * stand-in has: `send`, the region, and the stack of middlewares.
 */
export function createSourceClients(door: SourceDoor, region: string): RegionClients {
  const reads = <Client>(service: ServiceName): Client => readingClient(door, service, region);
  const changes = <Client>(service: ServiceName): Client =>
    sourceClient(door, service, { attempts: 1, region });
  return {
    dynamodb: reads<DynamoDBClient>('dynamodb'),
    rds: { reads: reads('rds'), changes: changes('rds') },
    s3: { reads: reads('s3'), changes: changes('s3'), records: reads('s3') },
    ecs: reads('ecs'),
    eks: reads('eks'),
    cloudWatch: reads('monitoring'),
    lambda: reads('lambda'),
    sns: reads('sns'),
  };
}

/** A client of one service of a region that is only asked. */
export function readingClient<Client>(
  door: SourceDoor,
  service: ServiceName,
  region: string,
): Client {
  return sourceClient(door, service, { attempts: READ_ATTEMPTS, region });
}

/** A client of one service, as its SDK's class. */
export function sourceClient<Client>(
  door: SourceDoor,
  service: ServiceName,
  options: { readonly attempts: number; readonly region?: string },
): Client {
  return createDirectClient(door, service, options) as unknown as Client;
}
