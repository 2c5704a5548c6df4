import type { World } from '../kernel/world.ts';
import type { Network } from '../network/index.ts';
import type { Endpoint, EndpointAnswer, EndpointNetwork } from '../route53/index.ts';
import { locationOfUrl } from '../s3/index.ts';
import type { SimulatedRegion } from './simulated-region.ts';

/** The effects after which an object or an application may answer differently. */
const CONCERNS = /^(object|bucket|instance|target|workload|cluster|database|traffic)\//;

/**
 * What health checkers can reach: hosts of the network, and objects in buckets without a signature. A region whose data
 * plane is lost, or that no packet reaches, does not answer.
 */
export function createEndpointNetwork(
  world: World,
  network: Network,
  regionNamed: (name: string) => SimulatedRegion | undefined,
): EndpointNetwork {
  function answer({ host, path }: Endpoint, fromRegion: string): EndpointAnswer {
    if (network.knows(host)) return network.statusOf({ host, path }, fromRegion);
    const location = locationOfUrl(host, path);
    const region = location && regionNamed(location.region);
    if (!location || !region || !isReached(fromRegion, region.name)) return 'timeout';
    return region.s3.anonymousStatus(location.bucket, location.key);
  }

  function isReached(from: string, to: string): boolean {
    const { outages } = world;
    return outages.serves(to) && outages.connects(from, to) && outages.connects(to, from);
  }

  return {
    answer,
    onChange(listener) {
      world.log.subscribe((entry) => {
        if (entry.kind === 'effect' && CONCERNS.test(entry.subject)) listener();
      });
      world.outages.onChange(listener);
    },
  };
}
