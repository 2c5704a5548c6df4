/** Where an object is. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** What the runner needs of S3: the blueprint, the lock's text, a copy of the state. */
export interface ObjectStore {
  /** The object's bytes as they come; `undefined`: there is no such object (or version). */
  open(location: ObjectLocation, signal: AbortSignal): Promise<OpenObject | undefined>;
  /** Copies within the bucket, on S3's side: the content never passes through here. */
  copy(from: ObjectLocation, toKey: string, signal: AbortSignal): Promise<void>;
}

export interface OpenObject {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly length: number | undefined;
  readonly versionId: string | undefined;
}
