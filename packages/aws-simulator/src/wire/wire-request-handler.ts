import { Readable } from 'node:stream';

import { HttpResponse, type HttpHandler } from '@smithy/core/protocols';

import { asBytes } from './text-scalars.ts';
import type { WireRequest, WireResponse } from './wire-messages.ts';

type SdkRequest = Parameters<HttpHandler['handle']>[0];

/** An SDK client's `requestHandler` that answers in process, through both codecs. */
export function createWireRequestHandler(
  answer: (request: WireRequest, signal?: AbortSignal) => Promise<WireResponse>,
): HttpHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options = {}) {
      // The SDK allows its own older kind of signal beside the platform's.
      const signal = options.abortSignal as AbortSignal | undefined;
      const { status, headers, body } = await answer(toWire(request), signal);
      const stream = Readable.from([Buffer.from(body)]);
      return {
        response: new HttpResponse({ statusCode: status, headers: { ...headers }, body: stream }),
      };
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
    for (const each of values) query.append(name, each);
  }
  const search = query.size > 0 ? `?${query.toString()}` : '';
  return {
    method: request.method,
    host: request.hostname,
    path: request.path + search,
    headers: request.headers,
    body: request.body == null ? new Uint8Array() : asBytes(request.body),
  };
}
