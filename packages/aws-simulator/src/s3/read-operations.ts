import type * as sdk from '@aws-sdk/client-s3';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import { bucketOf } from './bucket-operations.ts';
import {
  currentObject,
  versionMember,
  versionsOf,
  type Bucket,
  type S3Store,
  type StoredVersion,
} from './bucket.ts';
import { readRange, type ByteRange } from './byte-range.ts';
import { checksumMembers } from './checksums.ts';
import { requireKey } from './object-input.ts';
import { refuseUnmetRead } from './preconditions.ts';
import { bucketArn } from './requirements.ts';
import { noSuchKey, noSuchVersion, notImplemented } from './s3-faults.ts';
import { encryptionOf } from './encryption.ts';

export function getObject(store: S3Store, input: sdk.GetObjectCommandInput, call: ApiCall): object {
  const { bucket, object } = requireReadable(store, input, call);
  refuseUnmetRead(object, input);
  const range = readRange(input.Range, object.bytes.byteLength);
  return { ...describe(bucket, object, input, range), Body: cut(object.bytes, range) };
}

/** documented: as GetObject, without a body; what is absent is plainly `404 Not Found`. */
export function headObject(
  store: S3Store,
  input: sdk.HeadObjectCommandInput,
  call: ApiCall,
): object {
  try {
    const { bucket, object } = requireReadable(store, input, call);
    refuseUnmetRead(object, input);
    return describe(bucket, object, input, readRange(input.Range, object.bytes.byteLength));
  } catch (thrown) {
    if (!(thrown instanceof AwsFault) || thrown.status !== 404) throw thrown;
    throw new AwsFault('NotFound', 404, 'Not Found', thrown.members);
  }
}

function requireReadable(
  store: S3Store,
  input: sdk.GetObjectCommandInput,
  call: ApiCall,
): { readonly bucket: Bucket; readonly object: StoredVersion } {
  if (input.PartNumber !== undefined) throw notImplemented('reads by part number');
  const bucket = bucketOf(store, input.Bucket);
  try {
    return { bucket, object: objectToRead(bucket, { ...input, Key: requireKey(input.Key) }) };
  } catch (thrown) {
    if (thrown instanceof AwsFault && thrown.status === 404)
      refuseUnlessListable(store, bucket, call);
    throw thrown;
  }
}

/**
 * documented: who may not list a bucket is not told that a key is absent. A role without
 * `s3:ListBucket` that looks for a lock or a marker reads 403, and must not take it for a fault.
 */
function refuseUnlessListable({ world }: S3Store, bucket: Bucket, call: ApiCall): void {
  const requirement = {
    action: 's3:ListBucket',
    resource: bucketArn(bucket.name),
    conditionKeys: {},
  };
  const refusal = world.authorizer(call.principal, requirement);
  if (refusal !== undefined) throw new AwsFault('AccessDenied', 403, refusal);
}

/** The version that was asked for. documented: a delete marker cannot be read. */
export function objectToRead(
  bucket: Bucket,
  {
    Key: key,
    VersionId: versionId,
  }: { readonly Key: string; readonly VersionId?: string | undefined },
): StoredVersion {
  if (versionId === undefined) {
    const current = currentObject(bucket, key);
    if (current) return current;
    const [newest] = versionsOf(bucket, key);
    if (!newest) throw noSuchKey(key);
    throw new AwsFault('NoSuchKey', 404, 'The specified key does not exist.', {
      Key: key,
      DeleteMarker: true,
      VersionId: newest.versionId,
    });
  }
  const found = versionsOf(bucket, key).find((version) => version.versionId === versionId);
  if (!found) throw noSuchVersion(key, versionId);
  if (found.kind === 'object') return found;
  throw new AwsFault(
    'MethodNotAllowed',
    405,
    'The specified method is not allowed against this resource.',
    {
      Method: 'GET',
      ResourceType: 'DeleteMarker',
      DeleteMarker: true,
      VersionId: versionId,
    },
  );
}

function describe(
  bucket: Bucket,
  object: StoredVersion,
  input: sdk.GetObjectCommandInput,
  range: ByteRange | undefined,
): Record<string, unknown> {
  const { contentType, metadata, headers } = object.attributes;
  const size = object.bytes.byteLength;
  const wantsChecksum = input.ChecksumMode === 'ENABLED' && !range;
  return {
    ...headers,
    ...overrides(input),
    AcceptRanges: 'bytes',
    ContentLength: range ? range.last - range.first + 1 : size,
    ...(range ? { ContentRange: `bytes ${range.first}-${range.last}/${size}` } : {}),
    ContentType: input.ResponseContentType ?? contentType,
    ETag: object.etag,
    LastModified: new Date(object.modifiedAtMilliseconds),
    Metadata: metadata,
    ...versionMember(bucket, object.versionId),
    ...(wantsChecksum ? checksumMembers(object.checksum) : {}),
    ...encryptionOf(object.attributes),
  };
}

function overrides(input: sdk.GetObjectCommandInput): Record<string, string> {
  const { ResponseContentDisposition: disposition, ResponseCacheControl: caching } = input;
  return {
    ...(disposition === undefined ? {} : { ContentDisposition: disposition }),
    ...(caching === undefined ? {} : { CacheControl: caching }),
  };
}

function cut(bytes: Uint8Array, range: ByteRange | undefined): Uint8Array {
  return range ? bytes.slice(range.first, range.last + 1) : bytes;
}
