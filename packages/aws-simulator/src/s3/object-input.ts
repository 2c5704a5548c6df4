import { AwsFault } from '../kernel/aws-fault.ts';
import { asBytes } from '../wire/text-scalars.ts';
import type { ObjectAttributes } from './bucket.ts';
import { invalidArgument } from './s3-faults.ts';

/** documented: keys are at most 1,024 bytes of UTF-8. */
export const KEY_BYTES_MAX = 1_024;

/** documented: names and values of user metadata together. */
export const METADATA_BYTES_MAX = 2_048;

/** Headers of an object that are kept and answered as they were given. */
const KEPT_HEADERS = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'StorageClass',
  'ServerSideEncryption',
  'SSEKMSKeyId',
  'WebsiteRedirectLocation',
] as const;

/** documented. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

export function requireKey(key: string | undefined): string {
  if (key === undefined || key === '') {
    throw new AwsFault('MethodNotAllowed', 405, 'The method is not allowed without a key.');
  }
  const bytes = Buffer.byteLength(key);
  if (bytes <= KEY_BYTES_MAX) return key;
  throw new AwsFault('KeyTooLongError', 400, 'Your key is too long', {
    Size: bytes,
    MaxSizeAllowed: KEY_BYTES_MAX,
  });
}

/** A body as the wire or a client in process gives it; a copy, since its owner may change it. */
export function bytesOf(body: unknown): Uint8Array {
  return body === undefined ? new Uint8Array() : asBytes(body).slice();
}

export function readAttributes(input: object): ObjectAttributes {
  const given = input as Readonly<Record<string, unknown>>;
  const metadata = readMetadata(given['Metadata']);
  const headers = Object.fromEntries(
    KEPT_HEADERS.filter((name) => given[name] !== undefined).map((name) => [
      name,
      String(given[name]),
    ]),
  );
  const contentType = given['ContentType'];
  return {
    contentType: typeof contentType === 'string' ? contentType : DEFAULT_CONTENT_TYPE,
    metadata,
    headers,
  };
}

/** documented: names are without regard to case. */
function readMetadata(given: unknown): Record<string, string> {
  const entries = Object.entries((given ?? {}) as Readonly<Record<string, unknown>>).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (bytes > METADATA_BYTES_MAX) {
    const message = 'Your metadata headers exceed the maximum allowed metadata size';
    throw new AwsFault('MetadataTooLarge', 400, message, {
      Size: bytes,
      MaxSizeAllowed: METADATA_BYTES_MAX,
    });
  }
  return Object.fromEntries(entries);
}

/** A number of the query within its bounds; absent means the highest. */
export function readCount(value: number | undefined, name: string, countMax: number): number {
  if (value === undefined) return countMax;
  if (Number.isInteger(value) && value >= 0) return Math.min(value, countMax);
  throw invalidArgument(
    `Argument ${name} must be an integer between 0 and 2147483647`,
    name,
    String(value),
  );
}
