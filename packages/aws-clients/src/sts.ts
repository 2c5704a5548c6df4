import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { present } from './calls/answers.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { StsReads } from './region-ports.ts';

/** STS of one region: the global endpoint would depend on us-east-1. */
export function createStsClient(options: ClientOptions): STSClient {
  const client = new STSClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}

export function createStsReads({ client }: { readonly client: STSClient }): StsReads {
  const call = callsOf('sts', client)('GetCallerIdentity');
  return {
    async callerIdentity(options = {}) {
      const answer = await sendRead(call, options, (sending) =>
        client.send(new GetCallerIdentityCommand({}), sending),
      );
      const arn = present(answer.Arn, 'Arn');
      return { accountId: present(answer.Account, 'Account'), arn, roleArn: roleOf(arn) };
    },
  };
}

/**
 * `arn:aws:sts::123456789012:assumed-role/name/session` is what the API says; an access entry names
 * `arn:aws:iam::123456789012:role/name`. A role's path is not in the former.
 */
function roleOf(arn: string): string {
  const found = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  const [, partition, account, role] = found ?? [];
  return found ? `arn:${partition}:iam::${account}:role/${role}` : arn;
}
