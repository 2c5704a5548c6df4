import { AwsFault } from '../kernel/aws-fault.ts';
import type { OpenedRequest } from './wire-messages.ts';

/** Chunks of one body: a client that cuts its body into single bytes is no client. */
export const CHUNKS_MAX = 100_000;
const TRAILERS_MAX = 16;
/** Size in hexadecimal with an extension (a signature), which is not verified. */
const CHUNK_HEADER = /^([0-9a-fA-F]{1,8})(?:;[\x21-\x7e]{0,200})?$/;
const LINE_BYTES_MAX = 512;

/**
 * The request as it would be without S3's own framing of bodies: the bytes in one piece, the
 * checksums that followed them among the headers. documented: SigV4 streaming, signed or not.
 */
export function unframeBody(request: OpenedRequest): OpenedRequest {
  const { headers } = request;
  const codings = (headers['content-encoding'] ?? '').split(',').map((each) => each.trim());
  const isFramed = (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (!isFramed && !codings.includes('aws-chunked')) return request;
  const { body, trailers } = readChunks(request.body);
  const said = headers['x-amz-decoded-content-length'];
  if (said !== undefined && Number(said) !== body.byteLength) throw incomplete();
  const { 'content-encoding': _framing, ...others } = headers;
  const kept = codings.filter((each) => each !== '' && each !== 'aws-chunked').join(',');
  return {
    ...request,
    headers: {
      ...others,
      ...(kept === '' ? {} : { 'content-encoding': kept }),
      ...announced(trailers, headers['x-amz-trailer']),
      'content-length': String(body.byteLength),
    },
    body,
  };
}

interface Unframed {
  readonly body: Uint8Array;
  readonly trailers: ReadonlyMap<string, string>;
}

function readChunks(framed: Uint8Array): Unframed {
  const bytes = Buffer.from(framed.buffer, framed.byteOffset, framed.byteLength);
  const chunks: Buffer[] = [];
  let position = 0;
  for (let count = 0; count < CHUNKS_MAX; count++) {
    const line = lineAt(bytes, position);
    const size = parseInt(CHUNK_HEADER.exec(line)?.[1] ?? '', 16);
    if (Number.isNaN(size)) throw malformedChunk('a chunk size in hexadecimal');
    position += line.length + 2;
    if (size === 0) return { body: Buffer.concat(chunks), trailers: readTrailers(bytes, position) };
    const end = position + size;
    if (end + 2 > bytes.byteLength) throw incomplete();
    if (bytes.toString('latin1', end, end + 2) !== '\r\n') {
      throw malformedChunk(`the end of a chunk after ${size} bytes`);
    }
    chunks.push(bytes.subarray(position, end));
    position = end + 2;
  }
  throw malformedChunk(`at most ${CHUNKS_MAX} chunks`);
}

/** Lines of `name:value` until an empty one, which some clients leave out at the very end. */
function readTrailers(bytes: Buffer, start: number): ReadonlyMap<string, string> {
  const trailers = new Map<string, string>();
  let position = start;
  while (position < bytes.byteLength) {
    const line = lineAt(bytes, position);
    if (line === '') break;
    position += line.length + 2;
    const colon = line.indexOf(':');
    if (colon < 1 || trailers.size >= TRAILERS_MAX) throw malformedTrailer();
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return trailers;
}

function lineAt(bytes: Buffer, position: number): string {
  const end = bytes.indexOf('\r\n', position, 'latin1');
  if (end < 0) throw incomplete();
  if (end - position > LINE_BYTES_MAX) {
    throw malformedChunk(`a line of at most ${LINE_BYTES_MAX} bytes`);
  }
  return bytes.toString('latin1', position, end);
}

/** documented: what the request announced must follow, and nothing else. */
function announced(
  trailers: ReadonlyMap<string, string>,
  announcement: string | undefined,
): Record<string, string> {
  const names = (announcement ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const others = [...trailers.keys()].filter(
    (name) => !names.includes(name) && name !== 'x-amz-trailer-signature',
  );
  const missing = names.filter((name) => !trailers.has(name));
  if (others.length > 0 || missing.length > 0) throw malformedTrailer();
  return Object.fromEntries(names.map((name) => [name, trailers.get(name) ?? '']));
}

function incomplete(): AwsFault {
  const message =
    'You did not provide the number of bytes specified by the Content-Length HTTP header';
  return new AwsFault('IncompleteBody', 400, message);
}

/** documented code; when AWS answers it is believed. */
function malformedChunk(expected: string): AwsFault {
  const message = `The request's chunks could not be read: expected ${expected}.`;
  return new AwsFault('InvalidRequest', 400, message);
}

function malformedTrailer(): AwsFault {
  const message =
    'The request contained trailing data that was not well-formed or did not conform to our published schema.';
  return new AwsFault('MalformedTrailerError', 400, message);
}
