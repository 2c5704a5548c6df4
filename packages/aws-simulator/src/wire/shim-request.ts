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

/** What a request has gathered so far. */
interface Sending {
  readonly chunks: Uint8Array[];
  readonly headers: Record<string, string>;
  readonly leaving: AbortController;
  readonly socket: ShimSocket;
  response: ShimResponse | undefined;
}

/** A request that is answered when its body has ended, without a socket. */
export function createShimRequest(
  answer: Answer,
  options: ShimRequestOptions,
  time: ShimTime | undefined,
): ShimRequest {
  const headers = lowerCaseHeaders(options.headers ?? {});
  const socket = createShimSocket(time);
  const leaving = new AbortController();
  const sending: Sending = { chunks: [], headers, leaving, socket, response: undefined };
  const stream = createBodyStream(sending, () => dispatch(answer, request, sending));
  const request: ShimRequest = Object.assign(stream, {
    method: (options.method ?? 'GET').toUpperCase(),
    path: options.path ?? '/',
    host: options.hostname ?? options.host ?? headers['host'] ?? 'localhost',
    socket,
    setTimeout(milliseconds: number, onTimeout?: () => void): ShimRequest {
      if (onTimeout) request.once('timeout', onTimeout);
      socket.setTimeout(milliseconds);
      return request;
    },
    setHeader(name: string, value: unknown): ShimRequest {
      headers[name.toLowerCase()] = String(value);
      return request;
    },
    getHeader: (name: string) => headers[name.toLowerCase()],
    removeHeader: (name: string) => void delete headers[name.toLowerCase()],
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
}

/** Gathers the body; destroying it ends the request, whatever it waits for. */
function createBodyStream(sending: Sending, onEnd: () => void): Writable {
  return new Writable({
    // A request outlives its body: it closes when its response has ended or it is destroyed.
    autoDestroy: false,
    write(chunk: unknown, _encoding, done) {
      sending.chunks.push(asBytes(chunk).slice());
      done();
    },
    final(done) {
      done();
      onEnd();
    },
    destroy(error, done) {
      const { response, socket, leaving } = sending;
      socket.destroy();
      leaving.abort();
      if (response && !response.readableEnded) response.destroy(error ?? undefined);
      done(error ?? (response ? null : hangUp()));
    },
  });
}

function dispatch(answer: Answer, request: ShimRequest, sending: Sending): void {
  const { method, path, host } = request;
  const body = Buffer.concat(sending.chunks);
  const wire: WireRequest = { method, path, host, headers: { ...sending.headers }, body };
  answer(wire, sending.leaving.signal).then(
    (answered) => respond(request, sending, answered),
    (thrown: unknown) => {
      if (!request.destroyed) request.destroy(thrown instanceof Error ? thrown : hangUp());
    },
  );
}

function respond(request: ShimRequest, sending: Sending, answered: WireResponse): void {
  if (request.destroyed) return;
  sending.socket.setTimeout(0);
  const response = createShimResponse(answered, sending.socket);
  sending.response = response;
  response.once('close', () => request.destroy());
  // Nobody listens: the body is drained, as the platform does.
  if (!request.emit('response', response)) response.resume();
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
  // What node:http itself emits is a plain error with this code.
  // eslint-disable-next-line no-restricted-syntax
  const error = new Error('socket hang up');
  return Object.assign(error, { code: 'ECONNRESET' });
}
