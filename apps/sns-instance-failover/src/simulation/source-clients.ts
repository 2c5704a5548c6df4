import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDirectClient, type SourceDoor } from '@understudy/aws-simulator';

import type { FailoverClients } from '../instance-failover/create-world.ts';

/** Tries of a read, as our SDK clients make them. */
const READ_ATTEMPTS = 3;

type ServiceName = Parameters<typeof createDirectClient>[1];

/**
 * Clients that ask a simulated world at once. Our adapters use of a client what the stand-in has:
 * `send`, the region, and the stack of middlewares.
 */
export function createSourceClients(door: SourceDoor): FailoverClients {
  const reads = <Client>(service: ServiceName): Client => client(door, service, READ_ATTEMPTS);
  const changes = <Client>(service: ServiceName): Client => client(door, service, 1);
  return {
    dynamodb: reads<DynamoDBClient>('dynamodb'),
    ec2: { reads: reads('ec2'), changes: changes('ec2') },
    elbv2: { reads: reads('elasticloadbalancing'), changes: changes('elasticloadbalancing') },
    route53: { reads: reads('route53'), changes: changes('route53') },
    cloudWatch: reads('monitoring'),
    lambda: reads('lambda'),
    sns: reads('sns'),
  };
}

/** A client of one service, as its SDK's class. */
export function client<Client>(door: SourceDoor, service: ServiceName, attempts: number): Client {
  return createDirectClient(door, service, { attempts }) as unknown as Client;
}
