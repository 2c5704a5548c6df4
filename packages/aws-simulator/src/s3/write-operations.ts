import type * as sdk from '@aws-sdk/client-s3';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import { bucketOf } from './bucket-operations.ts';
import {
  addVersion,
  currentObject,
  nextVersionId,
  versionMember,
  wholeSecondsNow,
  type Bucket,
  type ObjectAttributes,
  type S3Store,
  type StoredVersion,
} from './bucket.ts';
import {
  checksumMembers,
  checksumOf,
  md5Of,
  verifiedChecksum,
  verifyContentMd5,
  type Checksum,
} from './checksums.ts';
import { readCopySource } from './copy-source.ts';
import { encryptionOf } from './encryption.ts';
import { changeObject, type ObjectOrigin } from './object-log.ts';
import { bytesOf, readAttributes, requireKey } from './object-input.ts';
import { refuseUnmetRead, refuseUnmetWrite } from './preconditions.ts';
import { objectToRead } from './read-operations.ts';
import { invalidRequest } from './s3-faults.ts';

/** What a new version is made of. */
export interface NewObject {
  readonly bytes: Uint8Array;
  readonly attributes: ObjectAttributes;
  readonly checksum: Checksum | undefined;
  /** Default: the MD5 of the bytes. */
  readonly etag?: string;
}

export function putObject(store: S3Store, input: sdk.PutObjectCommandInput, call: ApiCall): object {
  const bucket = bucketOf(store, input.Bucket);
  const key = requireKey(input.Key);
  const bytes = bytesOf(input.Body);
  if (input.WriteOffsetBytes !== undefined)
    throw invalidRequest('Appends are for directory buckets.');
  verifyContentMd5(bytes, input.ContentMD5);
  const checksum = verifiedChecksum(bytes, input);
  const attributes = readAttributes(input);
  refuseUnmetWrite(key, currentObject(bucket, key), input);
  const version = storeObject(store, bucket, key, { bytes, attributes, checksum }, call);
  return {
    ETag: version.etag,
    ...versionMember(bucket, version.versionId),
    ...checksumMembers(version.checksum),
    ...encryptionOf(version.attributes),
  };
}

/** The one place where objects come into being. */
export function storeObject(
  store: S3Store,
  bucket: Bucket,
  key: string,
  { bytes, attributes, checksum, etag }: NewObject,
  origin: ObjectOrigin,
): StoredVersion {
  const version: StoredVersion = {
    kind: 'object',
    key,
    versionId: nextVersionId(store, bucket),
    modifiedAtMilliseconds: wholeSecondsNow(store),
    bytes,
    etag: etag ?? `"${md5Of(bytes).toString('hex')}"`,
    checksum,
    attributes,
  };
  changeObject(store, bucket, key, origin, () => addVersion(bucket, version));
  return version;
}

/** documented: source and destination may be in different regions; the destination answers. */
export function copyObject(
  store: S3Store,
  input: sdk.CopyObjectCommandInput,
  call: ApiCall,
): object {
  const bucket = bucketOf(store, input.Bucket);
  const key = requireKey(input.Key);
  const from = readCopySource(input.CopySource);
  const sourceBucket = bucketOf({ ...store, region: regionOf(store, from.Bucket) }, from.Bucket);
  const source = objectToRead(sourceBucket, from);
  refuseUnmetSource(source, input);
  const replaces = input.MetadataDirective === 'REPLACE';
  const isSame = sourceBucket === bucket && source.key === key && from.VersionId === undefined;
  if (isSame && !replaces && input.ServerSideEncryption === undefined) {
    throw invalidRequest(
      'This copy request is illegal because it is trying to copy an object to itself without ' +
        "changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const attributes = replaces ? readAttributes(input) : copiedAttributes(source, input);
  refuseUnmetWrite(key, currentObject(bucket, key), input);
  const checksum = checksumOf(source.bytes, source.checksum?.algorithm ?? 'CRC64NVME');
  const content = { bytes: source.bytes, attributes, checksum };
  const version = storeObject(store, bucket, key, content, call);
  return {
    CopyObjectResult: {
      ETag: version.etag,
      LastModified: new Date(version.modifiedAtMilliseconds),
      ...checksumMembers(version.checksum),
    },
    ...versionMember(bucket, version.versionId),
    ...(sourceBucket.versioning ? { CopySourceVersionId: source.versionId } : {}),
    ...encryptionOf(version.attributes),
  };
}

function regionOf({ buckets, region }: S3Store, name: string): string {
  return buckets.get(name)?.region ?? region;
}

/** documented: what does not hold of the source is a 412, also where a read would answer 304. */
function refuseUnmetSource(source: StoredVersion, input: sdk.CopyObjectCommandInput): void {
  try {
    refuseUnmetRead(source, {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    });
  } catch (thrown) {
    if (!(thrown instanceof AwsFault) || thrown.status !== 304) throw thrown;
    throw new AwsFault('PreconditionFailed', 412, 'The source is as it was.');
  }
}

function copiedAttributes(
  { attributes }: StoredVersion,
  input: sdk.CopyObjectCommandInput,
): ObjectAttributes {
  const asked = ['ServerSideEncryption', 'SSEKMSKeyId', 'StorageClass'];
  const changed = Object.entries(readAttributes(input).headers).filter(([name]) =>
    asked.includes(name),
  );
  return { ...attributes, headers: { ...attributes.headers, ...Object.fromEntries(changed) } };
}
