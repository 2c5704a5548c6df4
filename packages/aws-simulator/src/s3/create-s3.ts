import type { ApiCall, OperationOf, SimulatedService, World } from '../kernel/world.ts';
import {
  addBucket,
  bucketOf,
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './bucket-operations.ts';
import { currentObject, type BucketDirectory, type S3Store, type StoredVersion } from './bucket.ts';
import { checksumOf } from './checksums.ts';
import { deleteObject, deleteObjects } from './delete-operations.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './list-operations.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
} from './multipart-operations.ts';
import { bytesOf, readAttributes, requireKey } from './object-input.ts';
import { getObject, headObject } from './read-operations.ts';
import { requirementsOf } from './requirements.ts';
import { copyObject, putObject, storeObject } from './write-operations.ts';

export interface BucketOptions {
  readonly isVersioned?: boolean;
  /** Keys under these prefixes may be read by anybody, as health checkers do. */
  readonly publicPrefixes?: readonly string[];
}

/** S3 of one region, and what scenarios, tests and health checkers may do with it beside the API. */
export interface S3 extends SimulatedService {
  /** Makes a bucket of this region; one that is there is left as it is. */
  createBucket(name: string, options?: BucketOptions): void;
  /** Writes an object as the story's narrator. */
  putObject(bucket: string, key: string, body: string | Uint8Array): void;
  /** The object as a plain read sees it. */
  object(
    bucket: string,
    key: string,
  ): Pick<StoredVersion, 'bytes' | 'etag' | 'versionId'> | undefined;
  /** What an HTTP request without a signature gets: 200, or 403 for all that is not public. */
  anonymousStatus(bucket: string, key: string): 200 | 403 | 404;
}

const NARRATOR = { cause: { kind: 'service', name: 's3-fixture' } } as const;

export function createS3(world: World, region: string, buckets: BucketDirectory): S3 {
  const store: S3Store = { world, region, buckets };
  return {
    name: 's3',
    operations: operationsOf(store),
    requirements: requirementsOf,
    createBucket(name, { isVersioned = false, publicPrefixes = [] } = {}) {
      if (buckets.has(name)) return;
      const bucket = addBucket(store, name, region);
      bucket.versioning = isVersioned ? 'Enabled' : undefined;
      bucket.publicPrefixes = publicPrefixes;
    },
    putObject(bucketName, key, body) {
      const bytes = bytesOf(body);
      const content = {
        bytes,
        attributes: readAttributes({}),
        checksum: checksumOf(bytes, 'CRC32'),
      };
      storeObject(store, bucketOf(store, bucketName), requireKey(key), content, NARRATOR);
    },
    object: (bucketName, key) => currentObject(bucketOf(store, bucketName), key),
    anonymousStatus(bucketName, key) {
      const bucket = buckets.get(bucketName);
      if (bucket?.region !== region) return 404;
      const object = currentObject(bucket, key);
      const isPublic = bucket.publicPrefixes.some((prefix) => key.startsWith(prefix));
      // documented: what a key of KMS encrypts is read by signed requests only; who may not list
      // the bucket is not told whether the key is absent.
      const isOpen =
        object?.attributes.headers['ServerSideEncryption']?.startsWith('aws:kms') !== true;
      return object && isPublic && isOpen ? 200 : 403;
    },
  };
}

function operationsOf(store: S3Store): Readonly<Record<string, OperationOf>> {
  const bound =
    <Input>(operation: (store: S3Store, input: Input, call: ApiCall) => unknown): OperationOf =>
    (input: never, call) =>
      operation(store, input, call);
  return {
    CreateBucket: bound(createBucket),
    DeleteBucket: bound(deleteBucket),
    HeadBucket: bound(headBucket),
    ListBuckets: bound(listBuckets),
    GetBucketLocation: bound(getBucketLocation),
    GetBucketVersioning: bound(getBucketVersioning),
    PutBucketVersioning: bound(putBucketVersioning),
    PutObject: bound(putObject),
    CopyObject: bound(copyObject),
    GetObject: bound(getObject),
    HeadObject: bound(headObject),
    DeleteObject: bound(deleteObject),
    DeleteObjects: bound(deleteObjects),
    CreateMultipartUpload: bound(createMultipartUpload),
    UploadPart: bound(uploadPart),
    CompleteMultipartUpload: bound(completeMultipartUpload),
    AbortMultipartUpload: bound(abortMultipartUpload),
    ListObjectsV2: bound(listObjectsV2),
    ListObjects: bound(listObjects),
    ListObjectVersions: bound(listObjectVersions),
  };
}
