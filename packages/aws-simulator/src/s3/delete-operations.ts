import type * as sdk from '@aws-sdk/client-s3';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import { bucketOf } from './bucket-operations.ts';
import {
  addVersion,
  NULL_VERSION_ID,
  nextVersionId,
  removeVersion,
  versionsOf,
  wholeSecondsNow,
  type Bucket,
  type S3Store,
} from './bucket.ts';
import { requireKey } from './object-input.ts';
import { changeObject } from './object-log.ts';
import { refuseUnmetDeletion } from './preconditions.ts';

/** documented: keys in one request of DeleteObjects. */
const KEYS_PER_REQUEST_MAX = 1_000;

interface Deletion {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
}

/** What a deletion left: a marker, or nothing. */
interface Deleted {
  readonly DeleteMarker?: boolean;
  readonly VersionId?: string;
}

export function deleteObject(
  store: S3Store,
  input: sdk.DeleteObjectCommandInput,
  call: ApiCall,
): object {
  const bucket = bucketOf(store, input.Bucket);
  return deleteOne(store, bucket, { ...input, Key: requireKey(input.Key) }, call);
}

export function deleteObjects(
  store: S3Store,
  input: sdk.DeleteObjectsCommandInput,
  call: ApiCall,
): object {
  const bucket = bucketOf(store, input.Bucket);
  const objects = input.Delete?.Objects ?? [];
  if (objects.length === 0 || objects.length > KEYS_PER_REQUEST_MAX) {
    throw new AwsFault(
      'MalformedXML',
      400,
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const results = objects.map(({ Key, VersionId, ETag }) => {
    const asked = { Key: Key ?? '', ...(VersionId === undefined ? {} : { VersionId }) };
    return deleteListed(store, bucket, { ...asked, IfMatch: ETag }, call);
  });
  const isQuiet = input.Delete?.Quiet === true;
  return {
    Deleted: isQuiet ? [] : results.filter((result) => !('Code' in result)),
    Errors: results.filter((result) => 'Code' in result),
  };
}

/** documented: each key stands for itself; one that fails stops no other. */
function deleteListed(
  store: S3Store,
  bucket: Bucket,
  deletion: Deletion,
  call: ApiCall,
): Readonly<Record<string, unknown>> {
  const { Key, VersionId } = deletion;
  const asked = { Key, ...(VersionId === undefined ? {} : { VersionId }) };
  try {
    requireKey(Key);
    const { DeleteMarker, VersionId: id } = deleteOne(store, bucket, deletion, call);
    if (!DeleteMarker) return asked;
    return { ...asked, DeleteMarker, DeleteMarkerVersionId: id };
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) throw thrown;
    return { ...asked, Code: thrown.code, Message: thrown.message };
  }
}

/** documented: deleting what is absent is a success. */
function deleteOne(store: S3Store, bucket: Bucket, deletion: Deletion, call: ApiCall): Deleted {
  const { Key: key, VersionId: versionId, IfMatch } = deletion;
  const versions = versionsOf(bucket, key);
  refuseUnmetDeletion(key, versions[0], IfMatch);
  if (versionId !== undefined) return deleteVersion(store, bucket, key, versionId, call);
  if (bucket.versioning === undefined) {
    const [only] = versions;
    if (only) changeObject(store, bucket, key, call, () => removeVersion(bucket, only));
    return {};
  }
  const marker = {
    kind: 'delete-marker',
    key,
    versionId: nextVersionId(store, bucket),
    modifiedAtMilliseconds: wholeSecondsNow(store),
  } as const;
  changeObject(store, bucket, key, call, () => addVersion(bucket, marker));
  return { DeleteMarker: true, VersionId: marker.versionId };
}

/** For good. Deleting the newest version, or a marker, brings the one beneath it back. */
function deleteVersion(
  store: S3Store,
  bucket: Bucket,
  key: string,
  versionId: string,
  call: ApiCall,
): Deleted {
  const found = versionsOf(bucket, key).find((version) => version.versionId === versionId);
  if (!found) {
    return bucket.versioning === undefined && versionId === NULL_VERSION_ID
      ? {}
      : { VersionId: versionId };
  }
  changeObject(store, bucket, key, call, () => removeVersion(bucket, found));
  const isMarker = found.kind === 'delete-marker';
  return { VersionId: versionId, ...(isMarker ? { DeleteMarker: true } : {}) };
}
