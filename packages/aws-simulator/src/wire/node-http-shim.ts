import { METHODS, STATUS_CODES } from 'node:http';

import {
  createShimRequest,
  type Answer,
  type ShimRequest,
  type ShimRequestOptions,
} from './shim-request.ts';
import type { ShimResponse } from './shim-response.ts';
import type { ShimTime } from './shim-socket.ts';

type OnResponse = (response: ShimResponse) => void;
type RequestArguments = readonly (string | URL | ShimRequestOptions | OnResponse | undefined)[];

/** Stands in for `node:http` and `node:https` for code whose requests must not leave. */
export interface HttpShim {
  readonly http: HttpModuleShim;
  readonly https: HttpModuleShim;
}

export interface HttpModuleShim {
  request(...parts: RequestArguments): ShimRequest;
  get(...parts: RequestArguments): ShimRequest;
  readonly Agent: typeof ShimAgent;
  readonly globalAgent: ShimAgent;
  readonly METHODS: readonly string[];
  readonly STATUS_CODES: Readonly<Record<number, string | undefined>>;
}

/** Holds the settings that clients look at; there are no sockets to pool. */
class ShimAgent {
  readonly options: Readonly<Record<string, unknown>>;
  readonly sockets: Record<string, never> = {};
  readonly freeSockets: Record<string, never> = {};
  readonly requests: Record<string, never> = {};
  readonly maxSockets: unknown;
  readonly keepAlive: unknown;

  constructor(options: Readonly<Record<string, unknown>> = {}) {
    this.options = options;
    this.maxSockets = options['maxSockets'] ?? Infinity;
    this.keepAlive = options['keepAlive'] ?? false;
  }

  destroy(): void {
    // There is nothing to close.
  }
}

/**
 * Modules for a function's bundle that runs inside the simulator: its clients believe in a
 * network, its requests go to `answer`. Neither sockets nor real timers are used; idle time-outs
 * run on `time`, or not at all without it.
 */
export function createHttpShim(answer: Answer, time?: ShimTime): HttpShim {
  function request(...parts: RequestArguments): ShimRequest {
    const { options, onResponse } = readArguments(parts);
    const created = createShimRequest(answer, options, time);
    if (onResponse) created.once('response', onResponse);
    return created;
  }

  function get(...parts: RequestArguments): ShimRequest {
    const created = request(...parts);
    created.end();
    return created;
  }

  function createModule(): HttpModuleShim {
    return { request, get, Agent: ShimAgent, globalAgent: new ShimAgent(), METHODS, STATUS_CODES };
  }

  return { http: createModule(), https: createModule() };
}

/** `(options, callback)`, `(url, callback)` or `(url, options, callback)`. */
function readArguments(parts: RequestArguments): {
  options: ShimRequestOptions;
  onResponse: OnResponse | undefined;
} {
  let options: ShimRequestOptions = {};
  let onResponse: OnResponse | undefined;
  for (const part of parts) {
    if (typeof part === 'function') onResponse = part;
    else if (typeof part === 'string' || part instanceof URL) options = fromUrl(new URL(part));
    else if (part) options = { ...options, ...part };
  }
  return { options, onResponse };
}

function fromUrl(url: URL): ShimRequestOptions {
  return { hostname: url.hostname, path: url.pathname + url.search };
}
