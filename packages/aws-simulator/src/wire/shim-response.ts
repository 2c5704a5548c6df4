import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';

import type { ShimSocket } from './shim-socket.ts';
import type { WireResponse } from './wire-messages.ts';

/** As much of an `http.IncomingMessage` as HTTP clients read. */
export interface ShimResponse extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly httpVersion: string;
  readonly headers: Record<string, string>;
  readonly rawHeaders: string[];
  readonly trailers: Record<string, string>;
  readonly socket: ShimSocket;
  complete: boolean;
}

export function createShimResponse(answer: WireResponse, socket: ShimSocket): ShimResponse {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const chunks = answer.chunks?.[Symbol.iterator]();
  const stream = new Readable({
    read() {
      const next = chunks?.next();
      if (next) stream.push(next.done ? null : next.value);
    },
  });
  const response: ShimResponse = Object.assign(stream, {
    statusCode: answer.status,
    statusMessage: STATUS_CODES[answer.status] ?? '',
    httpVersion: '1.1',
    headers,
    rawHeaders: Object.entries(headers).flat(),
    trailers: {},
    socket,
    complete: true,
  });
  if (chunks) return response;
  if (answer.body.byteLength > 0) response.push(Buffer.from(answer.body));
  response.push(null);
  return response;
}
