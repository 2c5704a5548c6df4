import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

import { TerminalError } from '@understudy/errors';

import type { WireRequest, WireResponse } from '../wire/wire-messages.ts';
import type { OutsideEndpoint } from './endpoint.ts';

/** The longest body that is taken from outside. */
const BODY_BYTES_MAX = 16 * 1_024 * 1_024;

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** A simulated world reaches this machine and nothing behind it. */
export function assertLoopback(url: string): void {
  const { hostname, protocol } = new URL(url);
  if (LOOPBACK.includes(hostname) && ['http:', 'https:'].includes(protocol)) return;
  throw new TerminalError(
    'OutsideNotLoopback',
    `Expected an http or https server on loopback, found ${url}. Start it on 127.0.0.1.`,
  );
}

/** Asks the real server; what goes wrong is what the platform says. */
export function askOutside(
  outside: OutsideEndpoint,
  request: WireRequest,
  signal: AbortSignal | undefined,
): Promise<WireResponse> {
  const base = new URL(outside.url);
  const send = base.protocol === 'https:' ? httpsRequest : httpRequest;
  const { certificateAuthority: ca } = outside;
  const { promise, resolve, reject } = Promise.withResolvers<WireResponse>();
  const sent = send({
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port,
    method: request.method,
    path: request.path,
    headers: { ...request.headers, host: base.host },
    ...(ca !== undefined && { ca }),
    ...(signal && { signal }),
  });
  sent.on('error', reject);
  sent.on('response', (answer) => {
    readAll(answer).then((body) => {
      resolve({ status: answer.statusCode ?? 0, headers: plainHeaders(answer), body });
    }, reject);
  });
  sent.end(request.body);
  return promise;
}

async function readAll(answer: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw new TerminalError(
        'OutsideBodyTooLong',
        `Expected at most ${BODY_BYTES_MAX} bytes, found more. Ask for less at once.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    // The body is whole here, whatever its transport was.
    if (value === undefined || name === 'transfer-encoding') continue;
    plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}
