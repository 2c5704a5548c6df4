import {
  DescribeLoadBalancersCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { present } from '../calls/answers.ts';
import { readPages } from '../calls/pages.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type { BalancerReads } from '../readiness-ports.ts';

/** Load balancers on one page; the API gives up to 400. */
const BALANCERS_PER_PAGE = 100;

/** All of a region: the API finds none by its DNS name. */
export function createBalancerReads(outside: {
  readonly client: ElasticLoadBalancingV2Client;
}): BalancerReads {
  const { client } = outside;
  const call = callsOf('elasticloadbalancing', client)('DescribeLoadBalancers');
  return {
    listBalancers: (options = {}) =>
      readPages('elasticloadbalancing:DescribeLoadBalancers', async (next) => {
        const command = new DescribeLoadBalancersCommand({
          PageSize: BALANCERS_PER_PAGE,
          ...(next === undefined ? {} : { Marker: next }),
        });
        const answer = await sendRead(call, options, (sending) => client.send(command, sending));
        const items = (answer.LoadBalancers ?? []).map((found) => ({
          dnsName: present(found.DNSName, "a balancer's name"),
          state: present(found.State?.Code, "a balancer's state"),
        }));
        return { items, next: answer.NextMarker };
      }),
  };
}
