import { EKSClient } from '@aws-sdk/client-eks';
import { clientSettings, type ClientOptions } from '../calls/client-settings.ts';
import { refuseChanges } from '../calls/reads-only.ts';

/** An EKS client; Understudy only asks it: clusters are made by the blueprint. */
export function createEksClient(options: ClientOptions): EKSClient {
  const client = new EKSClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}
