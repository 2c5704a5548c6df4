import { gunzipSync } from 'node:zlib';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { OpenedRequest, WireRequest } from './wire-messages.ts';

/** Largest body, compressed or not: Lambda's and SQS's limits are below it. */
export const BODY_BYTES_MAX = 11 * 1024 * 1024;

/** Lower-case headers and a path apart from its query; the body is still as it came. */
export function openRequest(request: WireRequest): OpenedRequest {
  const queryStart = request.path.indexOf('?');
  const path = queryStart < 0 ? request.path : request.path.slice(0, queryStart);
  const query = queryStart < 0 ? '' : request.path.slice(queryStart + 1);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return {
    method: request.method.toUpperCase(),
    host: request.host,
    path: path || '/',
    query: new URLSearchParams(query),
    headers,
    body: request.body,
  };
}

/** The request with its body unpacked (CloudWatch's clients compress metric data). */
export function unpackBody(request: OpenedRequest): OpenedRequest {
  if (request.body.byteLength > BODY_BYTES_MAX) throw tooLarge();
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return request;
  if (encoding !== 'gzip') {
    throw new AwsFault('InvalidContentEncoding', 415, `Cannot decode a body of ${encoding}.`);
  }
  try {
    return { ...request, body: gunzipSync(request.body, { maxOutputLength: BODY_BYTES_MAX }) };
  } catch (thrown) {
    if (hasCode(thrown, 'ERR_BUFFER_TOO_LARGE')) throw tooLarge();
    throw new AwsFault('SerializationException', 400, 'The body is not whole gzip data.');
  }
}

/** By its code: an error of the platform may be of another realm's class. */
function hasCode(thrown: unknown, code: string): boolean {
  return typeof thrown === 'object' && thrown !== null && Reflect.get(thrown, 'code') === code;
}

function tooLarge(): AwsFault {
  return new AwsFault(
    'RequestEntityTooLarge',
    413,
    `Expected a body of at most ${BODY_BYTES_MAX} bytes; send less in one request.`,
  );
}
