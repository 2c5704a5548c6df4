import type { World } from '../kernel/world.ts';
import type { WireRequest, WireResponse } from '../wire/wire-messages.ts';
import { never, unlessAborted } from '../wire/until-aborted.ts';
import type { NetworkAnswer, NetworkEndpoint, OutsideEndpoint } from './endpoint.ts';
import { askOutside, assertLoopback } from './outside.ts';

/** The names of the simulated network beside AWS's APIs, and what is behind them. */
export interface Network {
  /** Puts a host there; returns how to take it away. */
  register(host: string, endpoint: NetworkEndpoint): () => void;
  /** Asked for names that nobody registered: what comes and goes with the world. */
  addResolver(resolve: (host: string) => NetworkEndpoint | undefined): void;
  /** Lets requests to a host out to a real server on this machine: real time passes meanwhile. */
  passThrough(host: string, outside: OutsideEndpoint): () => void;
  knows(host: string): boolean;
  /** Never settles while nothing comes, until the signal is aborted. */
  send(
    request: WireRequest,
    fromRegion: string | undefined,
    signal?: AbortSignal,
  ): Promise<WireResponse>;
  /** The status of an answer without waiting for it; `timeout` when none would come. */
  statusOf(
    request: { readonly host: string; readonly path: string },
    fromRegion: string | undefined,
  ): number | 'timeout';
}

export function createNetwork(world: World): Network {
  const endpoints = new Map<string, NetworkEndpoint>();
  const outsides = new Map<string, OutsideEndpoint>();
  const resolvers: ((host: string) => NetworkEndpoint | undefined)[] = [];

  function find(host: string): NetworkEndpoint | undefined {
    const registered = endpoints.get(host);
    if (registered) return registered;
    for (const resolve of resolvers) {
      const found = resolve(host);
      if (found) return found;
    }
    return undefined;
  }

  /** Both ways; what is in no region is always up. */
  function isReached(region: string | undefined, from: string | undefined): boolean {
    const { outages } = world;
    if (region !== undefined && !outages.serves(region)) return false;
    return outages.connects(from, region) && outages.connects(region, from);
  }

  function meet(endpoint: NetworkEndpoint, request: WireRequest, from?: string): NetworkAnswer {
    if (!isReached(endpoint.region, from)) return { kind: 'silence' };
    return endpoint.answer({ ...request, host: plainHost(request.host) });
  }

  return {
    register: (host, endpoint) => put(endpoints, plainHost(host), endpoint),
    addResolver: (resolve) => void resolvers.push(resolve),
    passThrough(host, outside) {
      assertLoopback(outside.url);
      return put(outsides, plainHost(host), outside);
    },
    knows: (host) => outsides.has(plainHost(host)) || find(plainHost(host)) !== undefined,
    async send(request, from, signal) {
      const host = plainHost(request.host);
      const outside = outsides.get(host);
      if (outside) {
        if (!isReached(outside.region, from)) return unlessAborted(never(), signal);
        return askOutside(outside, request, signal);
      }
      const endpoint = find(host);
      if (!endpoint) throw notFound(host);
      const latency = endpoint.latencyMilliseconds ?? world.latencies.api('ec2');
      const half = (): Promise<void> =>
        latency > 0 ? unlessAborted(world.clock.sleep(latency / 2), signal) : Promise.resolve();
      await half();
      const met = meet(endpoint, request, from);
      await half();
      return met.kind === 'silence' ? unlessAborted(never(), signal) : toResponse(met);
    },
    statusOf({ host, path }, from) {
      const endpoint = find(plainHost(host));
      if (!endpoint) return 'timeout';
      const request = { method: 'GET', host, path, headers: {}, body: new Uint8Array() };
      const met = meet(endpoint, request, from);
      return met.kind === 'answer' || met.kind === 'huge' ? met.status : 'timeout';
    },
  };
}

function put<T>(map: Map<string, T>, host: string, value: T): () => void {
  map.set(host, value);
  return () => {
    if (map.get(host) === value) map.delete(host);
  };
}

/** Without its port and the dot that ends a full name. */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}

function toResponse(met: Exclude<NetworkAnswer, { kind: 'silence' }>): WireResponse {
  switch (met.kind) {
    case 'answer': {
      const { status, headers = {}, body = '' } = met;
      return { status, headers, body: typeof body === 'string' ? Buffer.from(body) : body };
    }
    case 'huge':
      return {
        status: met.status,
        headers: {},
        body: new Uint8Array(),
        chunks: chunksOf(met.bytes),
      };
    case 'refused':
      throw systemError('ECONNREFUSED', 'connect ECONNREFUSED');
    case 'reset':
      throw systemError('ECONNRESET', 'socket hang up');
  }
}

const CHUNK_BYTES = 64 * 1_024;

/** Made when it is read: an endless body costs nothing to who stops. */
function* chunksOf(bytes: number): Generator<Uint8Array> {
  const chunk = new Uint8Array(CHUNK_BYTES).fill(46);
  for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
    yield left < CHUNK_BYTES ? chunk.subarray(0, left) : chunk;
  }
}

/** What a resolver says of a name that nobody has. */
export function notFound(host: string): Error {
  return systemError('ENOTFOUND', `getaddrinfo ENOTFOUND ${host}`);
}

function systemError(code: string, message: string): Error {
  // What the platform itself throws is a plain error with this code.
  // eslint-disable-next-line no-restricted-syntax
  return Object.assign(new Error(message), { code });
}
