import type { Permit } from './permit.ts';
import type { ReadOptions } from './ports.ts';

/** An object, or one version of it. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  /** Default: the current one. */
  readonly versionId?: string;
}

export interface ObjectFact {
  readonly bytes: number;
  /** S3's tag of the content, with its quotes: what conditions compare. */
  readonly etag: string;
  /** Absent: the bucket was never versioned. */
  readonly versionId?: string;
  readonly modifiedAtMilliseconds?: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectVersionFact {
  readonly versionId: string;
  readonly isLatest: boolean;
  /** A deletion. It has neither size nor tag. */
  readonly isDeleteMarker: boolean;
  readonly bytes?: number;
  readonly etag?: string;
  readonly modifiedAtMilliseconds?: number;
}

/** What is read, and how much of it at most: a longer object is refused before it is read. */
export interface BoundedRead extends ReadOptions {
  readonly bytesMax: number;
}

export interface ObjectReads {
  /** Undefined: there is no such object or version. A bucket that is not there is an error. */
  head(location: ObjectLocation, options?: ReadOptions): Promise<ObjectFact | undefined>;
  read(
    location: ObjectLocation,
    options: BoundedRead,
  ): Promise<(ObjectFact & { readonly content: Uint8Array }) | undefined>;
  /**
   * To a file that must not exist yet, never held in memory whole; its checksum (hexadecimal) is
   * taken on the way. What a failure leaves of the file is removed.
   */
  download(
    location: ObjectLocation,
    file: string,
    options: BoundedRead,
  ): Promise<(ObjectFact & { readonly sha256: string }) | undefined>;
  /** The newest first; of this very key. */
  listVersions(
    location: Pick<ObjectLocation, 'bucket' | 'key'>,
    options?: ReadOptions,
  ): Promise<readonly ObjectVersionFact[]>;
}

/** What must hold of the object for a write to take place. */
export type WriteCondition =
  | { readonly kind: 'absent' }
  /** Its content is the one that was looked at. */
  | { readonly kind: 'unchanged'; readonly etag: string };

export type WriteAnswer =
  | { readonly result: 'written'; readonly etag: string; readonly versionId?: string }
  /** The condition did not hold: nothing was written. */
  | { readonly result: 'condition-failed' }
  /** S3 saw another write of the same key at this moment: nothing was written. Look again. */
  | { readonly result: 'conflict' };

export type DeleteAnswer = {
  readonly result: 'deleted' | 'condition-failed' | 'absent' | 'conflict';
};

/**
 * Changes of a user's object (the one that shifts traffic): each under a permit, sent once, on a
 * condition, since a write that arrives late must not undo what was decided meanwhile.
 */
export interface ObjectChanges {
  put(
    permit: Permit,
    object: {
      readonly bucket: string;
      readonly key: string;
      readonly content: string;
      readonly contentType?: string;
      readonly metadata?: Readonly<Record<string, string>>;
    },
    condition: WriteCondition,
  ): Promise<WriteAnswer>;
  delete(
    permit: Permit,
    location: Pick<ObjectLocation, 'bucket' | 'key'>,
    condition: Extract<WriteCondition, { kind: 'unchanged' }>,
  ): Promise<DeleteAnswer>;
}

/**
 * Understudy's own records in a bucket. They change nothing of the user's, so they need no permit
 * and may be repeated; they can be written beneath the prefix `understudy/` only.
 */
export interface ObjectRecords {
  /** Copies on S3's side, within a bucket. Answers the copy's version, if the bucket has any. */
  copy(
    from: ObjectLocation,
    toKey: string,
    options?: ReadOptions,
  ): Promise<{ readonly etag: string; readonly versionId?: string }>;
  /** Written once: what stands there already stays, since the same key is the same record. */
  keep(
    record: { readonly bucket: string; readonly key: string; readonly content: string },
    options?: ReadOptions,
  ): Promise<'kept' | 'kept-before'>;
  /** What is not there is removed. */
  remove(location: Pick<ObjectLocation, 'bucket' | 'key'>, options?: ReadOptions): Promise<void>;
}
