import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { RetryableError, TerminalError } from '@understudy/errors';
import { mapAwsError } from '../calls/map-aws-error.ts';
import type { BoundedRead, ObjectLocation } from '../object-ports.ts';

/** An object's bytes on their way here: no more than were allowed, and all that were announced. */
export type BoundedBody = AsyncIterable<Uint8Array>;

export function bodyOf(
  answer: GetObjectCommandOutput,
  location: ObjectLocation,
  { bytesMax, signal }: BoundedRead,
): BoundedBody {
  const { Body: body, ContentLength: announced } = answer;
  if (!isStream(body)) throw broken(location, 'a stream of bytes', typeof body);
  if (signal) addAbortSignal(signal, body);
  if (announced !== undefined && announced > bytesMax) {
    body.destroy();
    throw tooLarge(location, bytesMax, announced);
  }
  return counted(body, location, bytesMax, announced);
}

/** By its shape: a function's stream may be of another realm's class. */
function isStream(body: unknown): body is Readable {
  return (
    typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body
  );
}

/** S3 announces a length; who stands in its place may not, or may lie. */
async function* counted(
  body: Readable,
  location: ObjectLocation,
  bytesMax: number,
  announced: number | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  const about = { service: 's3', operation: 'GetObject', change: false } as const;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) throw tooLarge(location, bytesMax, bytes);
      yield chunk;
    }
  } catch (error) {
    throw mapAwsError(error, about);
  }
  if (announced !== undefined && bytes !== announced) {
    throw broken(location, `${announced} bytes`, String(bytes));
  }
}

export async function readAll(body: BoundedBody): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Writes a file that must not exist yet, for nobody else's eyes; answers its SHA-256. */
export async function saveAll(body: BoundedBody, file: string): Promise<string> {
  const handle = await open(file, 'wx', OWNER_ONLY).catch((thrown: unknown) => {
    throw unwritable(file, thrown);
  });
  const hash = createHash('sha256');
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      await handle.writeFile(chunk).catch((thrown: unknown) => {
        throw unwritable(file, thrown);
      });
    }
  } catch (error) {
    await handle.close();
    await rm(file, { force: true });
    throw error;
  }
  await handle.close();
  return hash.digest('hex');
}

const OWNER_ONLY = 0o600;

function tooLarge(location: ObjectLocation, bytesMax: number, found: number): TerminalError {
  return new TerminalError(
    'ObjectTooLarge',
    `${nameOf(location)}: expected at most ${bytesMax} bytes, found ${found}. ` +
      'Compare it with what was uploaded.',
    { fields: { ...location, bytesMax, found } },
  );
}

function broken(location: ObjectLocation, expected: string, found: string): RetryableError {
  return new RetryableError(
    'UnexpectedAnswer',
    `${nameOf(location)}: expected ${expected}, found ${found}. Ask again.`,
    { fields: { ...location } },
  );
}

function unwritable(file: string, cause: unknown): TerminalError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new TerminalError(
    'FileUnwritable',
    `${file}: expected to write it anew, found ${found}. Choose another place, or make room.`,
    { cause, fields: { file } },
  );
}

function nameOf({ bucket, key, versionId }: ObjectLocation): string {
  return `s3://${bucket}/${key}${versionId === undefined ? '' : ` version ${versionId}`}`;
}
