import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings, type ClientOptions } from '../calls/client-settings.ts';
import { refuseChanges } from '../calls/reads-only.ts';

/** `records` writes Understudy's own, which may be repeated; `changes` sends once, under permits. */
export type S3ClientUse = 'reads' | 'changes' | 'records';

export interface S3ClientOptions extends ClientOptions {
  /** The bucket in the path instead of the host's name: for endpoints that are not AWS's. */
  readonly pathStyle?: boolean;
}

/** A client for buckets of one region. It follows no redirect: a bucket elsewhere is a mistake. */
export function createS3Client(
  { pathStyle, ...options }: S3ClientOptions,
  use: S3ClientUse,
): S3Client {
  const settings = clientSettings(options, use === 'changes' ? 'changes' : 'reads');
  const client = new S3Client({ ...settings, forcePathStyle: pathStyle ?? false });
  if (use === 'reads') refuseChanges(client);
  return client;
}
