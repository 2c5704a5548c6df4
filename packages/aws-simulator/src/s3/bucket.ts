import type { World } from '../kernel/world.ts';
import type { Checksum } from './checksums.ts';

/** What the simulator keeps of an object beside its bytes, by the names of PutObject's input. */
export interface ObjectAttributes {
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** CacheControl, ContentEncoding, StorageClass, …: answered as they were given. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A version of an object. Without versioning there is one, with the id `null`. */
export type ObjectVersion = StoredVersion | DeleteMarker;

export interface StoredVersion {
  readonly kind: 'object';
  readonly key: string;
  readonly versionId: string;
  /** documented: with a resolution of one second. */
  readonly modifiedAtMilliseconds: number;
  readonly bytes: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly checksum: Checksum | undefined;
  readonly attributes: ObjectAttributes;
}

export interface DeleteMarker {
  readonly kind: 'delete-marker';
  readonly key: string;
  readonly versionId: string;
  readonly modifiedAtMilliseconds: number;
}

/** documented: versioning that was once on can only be suspended. */
export type Versioning = 'Enabled' | 'Suspended' | undefined;

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAtMilliseconds: number;
  versioning: Versioning;
  /** Keys under these prefixes may be read by anybody (a bucket policy, in one line). */
  publicPrefixes: readonly string[];
  /** By key, the newest version first. */
  readonly objects: Map<string, readonly ObjectVersion[]>;
  readonly uploads: Map<string, MultipartUpload>;
}

export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly startedAtMilliseconds: number;
  readonly attributes: ObjectAttributes;
  readonly parts: Map<number, UploadedPart>;
}

export interface UploadedPart {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly modifiedAtMilliseconds: number;
}

/** Every bucket of the world: their names are global, each lives in one region. */
export type BucketDirectory = Map<string, Bucket>;

/** One region's view of them. */
export interface S3Store {
  readonly world: World;
  readonly region: string;
  readonly buckets: BucketDirectory;
}

/** The id of the one version of an object that is not versioned. */
export const NULL_VERSION_ID = 'null';

/** The object as a plain read sees it: undefined when absent or deleted. */
export function currentObject(bucket: Bucket, key: string): StoredVersion | undefined {
  const [newest] = bucket.objects.get(key) ?? [];
  return newest?.kind === 'object' ? newest : undefined;
}

export function versionsOf(bucket: Bucket, key: string): readonly ObjectVersion[] {
  return bucket.objects.get(key) ?? [];
}

/**
 * Puts a version on top. With versioning on, nothing is lost; otherwise it takes the place of the
 * version `null` (which need not be the newest one).
 */
export function addVersion(bucket: Bucket, version: ObjectVersion): void {
  const kept = versionsOf(bucket, version.key).filter(
    ({ versionId }) => versionId !== version.versionId,
  );
  bucket.objects.set(version.key, [version, ...kept]);
}

export function removeVersion(bucket: Bucket, version: ObjectVersion): void {
  const kept = versionsOf(bucket, version.key).filter((each) => each !== version);
  if (kept.length > 0) bucket.objects.set(version.key, kept);
  else bucket.objects.delete(version.key);
}

/** The id of the next version: opaque, and `null` unless versioning is on. */
export function nextVersionId({ world }: S3Store, bucket: Bucket): string {
  return bucket.versioning === 'Enabled' ? world.random.hex(32) : NULL_VERSION_ID;
}

/** documented: an answer names the version only where the bucket has, or had, versioning. */
export function versionMember(bucket: Bucket, versionId: string): { VersionId?: string } {
  return bucket.versioning === undefined ? {} : { VersionId: versionId };
}

export function wholeSecondsNow({ world }: S3Store): number {
  return Math.floor(world.clock.now() / 1_000) * 1_000;
}
