import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { BODY_BYTES_MAX } from '../wire/open-request.ts';
import type { WireDoor } from '../wire/wire-door.ts';
import type { WireRequest, WireResponse } from '../wire/wire-messages.ts';
import { answerControl, isControlPath, type ControlHandler } from './control-path.ts';
import { readBody } from './read-body.ts';

export interface HttpDoorOptions {
  /** 0 lets the machine choose. */
  readonly port: number;
  /** Default: loopback only, since the door believes every signature. */
  readonly host?: string;
  /** Answers `POST /_understudy/<verb>`. */
  readonly control?: ControlHandler;
}

export interface HttpDoor {
  /** Resolves with where it listens: `http://127.0.0.1:4599`. */
  start(): Promise<{ readonly url: string; readonly port: number }>;
  /** Ends every connection, also those that wait for an answer. */
  stop(): Promise<void>;
}

/** The wire door on a socket, for clients that we did not write. */
export function createHttpDoor(door: WireDoor, options: HttpDoorOptions): HttpDoor {
  const host = options.host ?? '127.0.0.1';
  let server: Server | undefined;

  async function start(): Promise<{ url: string; port: number }> {
    const listening = createServer((message, response) => {
      serve(door, options.control, message, response).catch(() => response.destroy());
    });
    server = listening;
    listening.listen(options.port, host);
    await once(listening, 'listening');
    const { port } = listening.address() as AddressInfo;
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, port };
  }

  async function stop(): Promise<void> {
    const stopping = server;
    server = undefined;
    if (!stopping) return;
    const closed = once(stopping, 'close');
    stopping.close();
    stopping.closeAllConnections();
    await closed;
  }

  return { start, stop };
}

async function serve(
  door: WireDoor,
  control: ControlHandler | undefined,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  const body = await readBody(message);
  const path = message.url ?? '/';
  const method = message.method ?? 'GET';
  if (isControlPath(path)) {
    const contentType = message.headers['content-type'] ?? '';
    const kept = body === 'too-large' ? new Uint8Array() : body;
    const reply = await answerControl({ method, path, contentType, body: kept }, control);
    response.writeHead(reply.status, reply.headers).end(reply.body);
    return;
  }
  const request = wireRequest(message, method, path, body);
  send(response, await door.answer(request, leaving.signal));
}

/** A body beyond the limit goes on as one byte too many, so that the refusal is in AWS's shape. */
function wireRequest(
  message: IncomingMessage,
  method: string,
  path: string,
  body: Uint8Array | 'too-large',
): WireRequest {
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, String(value ?? '')]),
  );
  return {
    method,
    host: message.headers.host ?? '',
    path,
    headers,
    body: body === 'too-large' ? new Uint8Array(BODY_BYTES_MAX + 1) : body,
  };
}

function send(response: ServerResponse, answer: WireResponse): void {
  // An answer to HEAD tells the length of what it leaves out.
  const length = { 'content-length': String(answer.body.byteLength) };
  response.writeHead(answer.status, { ...length, ...answer.headers }).end(answer.body);
}
