import type { IncomingMessage } from 'node:http';

import { BODY_BYTES_MAX } from '../wire/open-request.ts';

/**
 * How much of a body that is too large is still read before the connection is cut: a client that
 * is cut off while it writes never sees the answer.
 */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;

/** The whole body; `too-large` after reading, but not keeping, one beyond the limit. */
export async function readBody(message: IncomingMessage): Promise<Uint8Array | 'too-large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
    else chunks.length = 0;
    if (size > DISCARDED_BYTES_MAX) break;
  }
  return size > BODY_BYTES_MAX ? 'too-large' : Buffer.concat(chunks);
}
