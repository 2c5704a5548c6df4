import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientSettings, type ClientOptions, type ClientUse } from '../calls/client-settings.ts';
import { refuseChanges } from '../calls/reads-only.ts';

/** A load-balancer client for one use; a function that reads and changes has two. */
export function createElbv2Client(
  options: ClientOptions,
  use: ClientUse,
): ElasticLoadBalancingV2Client {
  const client = new ElasticLoadBalancingV2Client(clientSettings(options, use));
  if (use === 'reads') refuseChanges(client);
  return client;
}
