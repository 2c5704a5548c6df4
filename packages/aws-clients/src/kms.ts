import { DescribeKeyCommand, KMSClient, ListGrantsCommand } from '@aws-sdk/client-kms';
import { unlessAbsent } from './calls/absent.ts';
import { present } from './calls/answers.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { readPages } from './calls/pages.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { KmsReads } from './readiness-ports.ts';

export function createKmsClient(options: ClientOptions): KMSClient {
  const client = new KMSClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}

export function createKmsReads({ client }: { readonly client: KMSClient }): KmsReads {
  const call = callsOf('kms', client);
  return {
    async describeKey(key, options = {}) {
      const command = new DescribeKeyCommand({ KeyId: key });
      const answer = await unlessAbsent(
        sendRead(call('DescribeKey'), options, (sending) => client.send(command, sending)),
      );
      if (!answer) return undefined;
      const found = present(answer.KeyMetadata, 'the key');
      return {
        arn: present(found.Arn, "the key's ARN"),
        state: present(found.KeyState, "the key's state"),
        multiRegion: found.MultiRegion === true,
      };
    },

    listGrants(key, grantee, options = {}) {
      return readPages('kms:ListGrants', async (next) => {
        const command = new ListGrantsCommand({
          KeyId: key,
          ...(grantee === undefined ? {} : { GranteePrincipal: grantee }),
          ...(next === undefined ? {} : { Marker: next }),
        });
        const answer = await sendRead(call('ListGrants'), options, (sending) =>
          client.send(command, sending),
        );
        const items = (answer.Grants ?? []).map((grant) => ({
          grantee: present(grant.GranteePrincipal, "the grant's grantee"),
          operations: grant.Operations ?? [],
        }));
        return { items, next: answer.Truncated === true ? answer.NextMarker : undefined };
      });
    },
  };
}
