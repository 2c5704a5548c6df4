import type * as sdk from '@aws-sdk/client-s3';

import { bucketOf } from './bucket-operations.ts';
import {
  currentObject,
  versionsOf,
  type Bucket,
  type ObjectVersion,
  type S3Store,
} from './bucket.ts';
import { compareKeys } from './key-order.ts';
import { listPage, type ListPage } from './list-page.ts';
import { readCount } from './object-input.ts';
import { invalidArgument } from './s3-faults.ts';

/** documented: entries of one page. */
const ENTRIES_PER_PAGE_MAX = 1_000;

export function listObjectsV2(store: S3Store, input: sdk.ListObjectsV2CommandInput): object {
  const bucket = bucketOf(store, input.Bucket);
  const countMax = readCount(input.MaxKeys, 'max-keys', ENTRIES_PER_PAGE_MAX);
  const token = readToken(input.ContinuationToken);
  const page = pageOfObjects(bucket, input, token ?? input.StartAfter ?? '', countMax);
  return {
    ...echo(input, page),
    MaxKeys: countMax,
    KeyCount: page.entries.length + page.prefixes.length,
    Contents: page.entries.map((object) => contentOf(object, input)),
    ...(input.StartAfter === undefined ? {} : { StartAfter: encode(input, input.StartAfter) }),
    ...(token === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
    ...(page.next === undefined ? {} : { NextContinuationToken: writeToken(page.next) }),
  };
}

/** The older form, which some clients still use. */
export function listObjects(store: S3Store, input: sdk.ListObjectsCommandInput): object {
  const bucket = bucketOf(store, input.Bucket);
  const countMax = readCount(input.MaxKeys, 'max-keys', ENTRIES_PER_PAGE_MAX);
  const page = pageOfObjects(bucket, input, input.Marker ?? '', countMax);
  return {
    ...echo(input, page),
    MaxKeys: countMax,
    Marker: encode(input, input.Marker ?? ''),
    Contents: page.entries.map((object) => contentOf(object, input)),
    // documented: told only where a delimiter was given; others take the last key.
    ...(page.next !== undefined && input.Delimiter ? { NextMarker: encode(input, page.next) } : {}),
  };
}

export function listObjectVersions(
  store: S3Store,
  input: sdk.ListObjectVersionsCommandInput,
): object {
  const bucket = bucketOf(store, input.Bucket);
  const countMax = readCount(input.MaxKeys, 'max-keys', ENTRIES_PER_PAGE_MAX);
  const { KeyMarker: keyMarker = '', VersionIdMarker: versionMarker } = input;
  if (versionMarker !== undefined && keyMarker === '') {
    const message = 'A version-id marker cannot be specified without a key marker.';
    throw invalidArgument(message, 'version-id-marker', versionMarker);
  }
  const all = sortedKeys(bucket).flatMap((key) => versionsOf(bucket, key));
  const after = startOfVersions(all, keyMarker, versionMarker);
  const page = listPage(all.slice(after), { ...input, after: '', countMax });
  const last = page.entries.at(-1);
  const isMore = page.next !== undefined;
  return {
    ...echo(input, page),
    MaxKeys: countMax,
    KeyMarker: encode(input, keyMarker),
    VersionIdMarker: versionMarker ?? '',
    Versions: page.entries.flatMap((version) =>
      version.kind === 'object'
        ? [{ ...contentOf(version, input), ...versionFacts(bucket, version) }]
        : [],
    ),
    DeleteMarkers: page.entries.flatMap((version) =>
      version.kind === 'delete-marker'
        ? [
            {
              Key: encode(input, version.key),
              ...markerFacts(version),
              ...versionFacts(bucket, version),
            },
          ]
        : [],
    ),
    ...(isMore ? { NextKeyMarker: encode(input, page.next ?? '') } : {}),
    ...(isMore && last?.key === page.next ? { NextVersionIdMarker: last?.versionId } : {}),
  };
}

function startOfVersions(
  all: readonly ObjectVersion[],
  keyMarker: string,
  versionMarker: string | undefined,
): number {
  const position = all.findIndex(({ key, versionId }) =>
    versionMarker === undefined
      ? compareKeys(key, keyMarker) > 0
      : key === keyMarker && versionId === versionMarker,
  );
  if (keyMarker === '') return 0;
  if (versionMarker === undefined) return position < 0 ? all.length : position;
  if (position >= 0) return position + 1;
  throw invalidArgument('Invalid version id specified', 'version-id-marker', versionMarker);
}

interface Listing {
  readonly Bucket: string | undefined;
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly EncodingType?: 'url' | undefined;
}

function pageOfObjects(bucket: Bucket, input: Listing, after: string, countMax: number) {
  const objects = sortedKeys(bucket).flatMap((key) => currentObject(bucket, key) ?? []);
  return listPage(objects, { ...input, after, countMax });
}

function echo(input: Listing, page: ListPage<unknown>): object {
  return {
    Name: input.Bucket,
    Prefix: encode(input, input.Prefix ?? ''),
    ...(input.Delimiter ? { Delimiter: encode(input, input.Delimiter) } : {}),
    ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
    IsTruncated: page.next !== undefined,
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(input, prefix) })),
  };
}

function contentOf(object: Extract<ObjectVersion, { kind: 'object' }>, input: Listing): object {
  return {
    Key: encode(input, object.key),
    LastModified: new Date(object.modifiedAtMilliseconds),
    ETag: object.etag,
    Size: object.bytes.byteLength,
    StorageClass: object.attributes.headers['StorageClass'] ?? 'STANDARD',
    ...(object.checksum
      ? { ChecksumAlgorithm: [object.checksum.algorithm], ChecksumType: 'FULL_OBJECT' }
      : {}),
  };
}

function versionFacts(bucket: Bucket, { key, versionId }: ObjectVersion): object {
  const IsLatest = versionsOf(bucket, key)[0]?.versionId === versionId;
  return { VersionId: versionId, IsLatest };
}

function markerFacts({ modifiedAtMilliseconds }: ObjectVersion): object {
  return { LastModified: new Date(modifiedAtMilliseconds) };
}

function sortedKeys(bucket: Bucket): string[] {
  return [...bucket.objects.keys()].sort(compareKeys);
}

/** documented: keys may hold what XML cannot, so clients ask for them percent-encoded. */
function encode({ EncodingType: type }: Listing, text: string): string {
  return type === 'url' ? encodeURIComponent(text).replace(/%2F/g, '/') : text;
}

function writeToken(key: string): string {
  return Buffer.from(key).toString('base64');
}

function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const key = Buffer.from(token, 'base64').toString('utf8');
  if (key !== '' && writeToken(key) === token) return key;
  throw invalidArgument(
    'The continuation token provided is incorrect',
    'continuation-token',
    token,
  );
}
