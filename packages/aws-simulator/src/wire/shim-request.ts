import { Writable } from 'node:stream';

import { createShimResponse, type ShimResponse } from './shim-response.ts';
import { createShimSocket, type ShimSocket, type ShimTime } from './shim-socket.ts';
import { asBytes } from './text-scalars.ts';
import type { WireRequest, WireResponse } from './wire-messages.ts';

export type Answer = (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;

/** The options of `http.request` that a client in a function uses. */
export interface ShimRequestOptions {
  readonly method?: string | undefined;
  readonly host?: string | null | undefined;
  readonly hostname?: string | null | undefined;
  readonly path?: string | null | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** As much of an `http.ClientRequest` as HTTP clients use. */
export interface ShimRequest extends Writable {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly socket: ShimSocket;
  setTimeout(milliseconds: number, onTimeout?: () => void): ShimRequest;
  setHeader(name: string, value: unknown): ShimRequest;
  getHeader(name: string): string | undefined;
  removeHeader(name: string): void;
  flushHeaders(): void;
  setNoDelay(): void;
  setSocketKeepAlive(): void;
  abort(): void;
}

/** A request that is answered when its body has ended, without a socket. */
export function createShimRequest(
  answer: Answer,
  options: ShimRequestOptions,
  time: ShimTime | undefined,
): ShimRequest {
  const chunks: Uint8Array[] = [];
  const headers = lowerCaseHeaders(options.headers ?? {});
  const leaving = new AbortController();
  const socket = createShimSocket(time);
  let response: ShimResponse | undefined;

  const stream = new Writable({
    // A request outlives its body: it closes when its response has ended or it is destroyed.
    autoDestroy: false,
    write(chunk: unknown, _encoding, done) {
      chunks.push(asBytes(chunk).slice());
      done();
    },
    final(done) {
      done();
      dispatch();
    },
    destroy(error, done) {
      socket.destroy();
      leaving.abort();
      if (response && !response.readableEnded) response.destroy(error ?? undefined);
      done(error ?? (response ? null : hangUp()));
    },
  });

  function dispatch(): void {
    const { method, path, host } = request;
    const body = Buffer.concat(chunks);
    answer({ method, path, host, headers: { ...headers }, body }, leaving.signal).then(
      respond,
      (thrown: unknown) => {
        if (!request.destroyed) request.destroy(thrown instanceof Error ? thrown : hangUp());
      },
    );
  }

  function respond(answered: WireResponse): void {
    if (request.destroyed) return;
    socket.setTimeout(0);
    response = createShimResponse(answered, socket);
    response.once('close', () => request.destroy());
    // Nobody listens: the body is drained, as the platform does.
    if (!request.emit('response', response)) response.resume();
  }

  const host = options.hostname ?? options.host ?? headers['host'] ?? 'localhost';
  const request: ShimRequest = Object.assign(stream, {
    method: (options.method ?? 'GET').toUpperCase(),
    path: options.path ?? '/',
    host,
    socket,
    ...headerMethods(headers),
    setTimeout(milliseconds: number, onTimeout?: () => void): ShimRequest {
      if (onTimeout) request.once('timeout', onTimeout);
      socket.setTimeout(milliseconds);
      return request;
    },
    flushHeaders: () => undefined,
    setNoDelay: () => undefined,
    setSocketKeepAlive: () => undefined,
    abort: () => void request.destroy(),
  });
  socket.on('timeout', () => request.emit('timeout'));
  process.nextTick(() => {
    request.emit('socket', socket);
    if (headers['expect'] === '100-continue') request.emit('continue');
  });
  return request;

  function headerMethods(kept: Record<string, string>) {
    return {
      setHeader(name: string, value: unknown): ShimRequest {
        kept[name.toLowerCase()] = String(value);
        return request;
      },
      getHeader: (name: string) => kept[name.toLowerCase()],
      removeHeader: (name: string) => void delete kept[name.toLowerCase()],
    };
  }
}

function lowerCaseHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

/** What the platform says when a connection ends without an answer. */
function hangUp(): Error {
  const error = new Error('socket hang up');
  return Object.assign(error, { code: 'ECONNRESET' });
}
