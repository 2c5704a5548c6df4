import { RDSClient } from '@aws-sdk/client-rds';
import { clientSettings, type ClientOptions, type ClientUse } from '../calls/client-settings.ts';
import { refuseChanges } from '../calls/reads-only.ts';

/** An RDS client for one use and one region; a function that reads and changes has two. */
export function createRdsClient(options: ClientOptions, use: ClientUse): RDSClient {
  const client = new RDSClient(clientSettings(options, use));
  if (use === 'reads') refuseChanges(client);
  return client;
}
