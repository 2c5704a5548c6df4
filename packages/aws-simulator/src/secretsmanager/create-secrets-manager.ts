import type * as sdk from '@aws-sdk/client-secrets-manager';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall, Requirement, SimulatedService, World } from '../kernel/world.ts';

/** A secret as the story has it, without any content. */
export interface SecretFixture {
  readonly name: string;
  /** The region that it is replicated from; of a replica only. */
  readonly primaryRegion?: string;
  readonly kmsKeyArn?: string;
  /** Of the primary: its replicas and how they fare. */
  readonly replicas?: readonly {
    readonly region: string;
    readonly status: 'InSync' | 'InProgress' | 'Failed';
    readonly message?: string;
  }[];
  readonly isBeingDeleted?: boolean;
}

/** Secrets Manager of one region, as far as readiness asks: which secrets there are, and where. */
export interface SecretsManager extends SimulatedService {
  addSecret(secret: SecretFixture): string;
}

export function createSecretsManager(world: World, region: string): SecretsManager {
  const secrets = new Map<string, SecretFixture>();
  const arnOf = (name: string): string =>
    `arn:aws:secretsmanager:${region}:${world.accountId}:secret:${name}-AbCdEf`;
  /** documented: a replica has the ARN of its primary, but for the region. */
  const find = (id: string | undefined): SecretFixture | undefined =>
    secrets.get(id ?? '') ?? [...secrets.values()].find(({ name }) => arnOf(name) === id);

  function describeSecret(input: sdk.DescribeSecretRequest): sdk.DescribeSecretResponse {
    const secret = find(input.SecretId);
    if (!secret) {
      const message = "Secrets Manager can't find the specified secret.";
      throw new AwsFault('ResourceNotFoundException', 400, message);
    }
    return {
      ARN: arnOf(secret.name),
      Name: secret.name,
      PrimaryRegion: secret.primaryRegion ?? region,
      ...(secret.kmsKeyArn === undefined ? {} : { KmsKeyId: secret.kmsKeyArn }),
      ...(secret.isBeingDeleted ? { DeletedDate: new Date(world.clock.now()) } : {}),
      ...(secret.replicas
        ? {
            ReplicationStatus: secret.replicas.map(({ region: Region, status, message }) => ({
              Region,
              Status: status,
              ...(message === undefined ? {} : { StatusMessage: message }),
            })),
          }
        : {}),
    };
  }

  return {
    name: 'secretsmanager',
    operations: { DescribeSecret: describeSecret },
    requirements({ operation, input }: ApiCall): readonly Requirement[] {
      const { SecretId: id } = input as { readonly SecretId?: string };
      const resource = find(id) ? arnOf(find(id)?.name ?? '') : (id ?? '*');
      return [{ action: `secretsmanager:${operation}`, resource, conditionKeys: {} }];
    },
    addSecret(secret) {
      secrets.set(secret.name, secret);
      return arnOf(secret.name);
    },
  };
}
