import { EC2Client } from '@aws-sdk/client-ec2';
import { clientSettings, type ClientOptions, type ClientUse } from '../calls/client-settings.ts';
import { refuseChanges } from '../calls/reads-only.ts';

/** An EC2 client for one use; a function that reads and changes has two. */
export function createEc2Client(options: ClientOptions, use: ClientUse): EC2Client {
  const client = new EC2Client(clientSettings(options, use));
  if (use === 'reads') refuseChanges(client);
  return client;
}
