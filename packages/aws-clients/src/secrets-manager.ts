import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { unlessAbsent } from './calls/absent.ts';
import { present } from './calls/answers.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { SecretReads } from './readiness-ports.ts';

export function createSecretsManagerClient(options: ClientOptions): SecretsManagerClient {
  const client = new SecretsManagerClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}

/** Looks at secrets, never into them. */
export function createSecretReads(outside: { readonly client: SecretsManagerClient }): SecretReads {
  const { client } = outside;
  const call = callsOf('secretsmanager', client)('DescribeSecret');
  return {
    async describeSecret(secret, options = {}) {
      const command = new DescribeSecretCommand({ SecretId: secret });
      const answer = await unlessAbsent(
        sendRead(call, options, (sending) => client.send(command, sending)),
      );
      if (!answer) return undefined;
      return {
        arn: present(answer.ARN, "the secret's ARN"),
        ...(answer.PrimaryRegion === undefined ? {} : { primaryRegion: answer.PrimaryRegion }),
        ...(answer.KmsKeyId === undefined ? {} : { kmsKeyArn: answer.KmsKeyId }),
        isBeingDeleted: answer.DeletedDate !== undefined,
        replicas: (answer.ReplicationStatus ?? []).map(({ Region, Status, StatusMessage }) => ({
          region: present(Region, "the replica's region"),
          status: present(Status, "the replica's status"),
          ...(StatusMessage === undefined ? {} : { message: StatusMessage }),
        })),
      };
    },
  };
}
