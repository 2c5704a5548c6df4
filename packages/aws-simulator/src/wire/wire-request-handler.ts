import { Readable } from 'node:stream';

import { asBytes } from './text-scalars.ts';
import type { WireRequest, WireResponse } from './wire-messages.ts';

/** The part of an SDK client's request that a transport needs. */
interface SdkRequest {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** An SDK client's `requestHandler` that answers in process, through both codecs. */
export interface WireRequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: SdkRequest,
    options?: { readonly abortSignal?: AbortSignal },
  ): Promise<{ response: SdkResponse }>;
  httpHandlerConfigs(): Record<string, never>;
  updateHttpClientConfig(): void;
  destroy(): void;
}

export function createWireRequestHandler(
  answer: (request: WireRequest, signal?: AbortSignal) => Promise<WireResponse>,
): WireRequestHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options = {}) {
      const { status, headers, body } = await answer(toWire(request), options.abortSignal);
      const stream = Readable.from([Buffer.from(body)]);
      return { response: { statusCode: status, headers: { ...headers }, body: stream } };
    },
    httpHandlerConfigs: () => ({}),
    updateHttpClientConfig: () => undefined,
    destroy: () => undefined,
  };
}

function toWire(request: SdkRequest): WireRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    const values = Array.isArray(value) ? value : [value ?? ''];
    for (const each of values) query.append(name, String(each));
  }
  const search = query.size > 0 ? `?${query.toString()}` : '';
  return {
    method: request.method,
    host: request.hostname,
    path: request.path + search,
    headers: request.headers,
    body:
      request.body === undefined || request.body === null
        ? new Uint8Array()
        : asBytes(request.body),
  };
}
