import { notFound, type Network } from '../network/index.ts';
import type { Answer } from '../lambda/surroundings.ts';
import type { WireRequest } from '../wire/wire-messages.ts';
import type { WireDoor } from '../wire/wire-door.ts';

/** What a request of a region's function meets: a host of the network, or an AWS API. */
export function createAnswer(door: WireDoor, network: Network, region: string): Answer {
  return async (request, signal) => {
    if (network.knows(request.host)) return network.send(request, region, signal);
    if (isAws(request)) return door.answer(request, signal);
    throw notFound(request.host);
  };
}

/** An endpoint of AWS's own, or what is signed for one that was named otherwise. */
function isAws({ host, headers, path }: WireRequest): boolean {
  const isSigned = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const isPresigned = path.includes('X-Amz-Credential=');
  return isSigned || isPresigned || /\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?$/.test(host);
}
