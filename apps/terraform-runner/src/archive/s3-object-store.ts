import { CopyObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientSettings, mapAwsError, type ClientOptions } from '@understudy/aws-clients';
import type { ObjectStore } from './object-store.ts';

/** S3's words for an object, a version or a bucket that is not there. */
const ABSENT: readonly string[] = ['NoSuchKey', 'NoSuchVersion', 'NoSuchBucket', 'NotFound'];

/** A client for the recovery region's own bucket. */
export function createS3Client(options: ClientOptions & { readonly pathStyle: boolean }): S3Client {
  const { pathStyle, ...rest } = options;
  return new S3Client({ ...clientSettings(rest, 'reads'), forcePathStyle: pathStyle });
}

export function createS3ObjectStore(client: S3Client): ObjectStore {
  return {
    async open({ bucket, key, versionId }, signal) {
      try {
        const command = new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
        });
        const answer = await client.send(command, { abortSignal: signal });
        return {
          bytes: answer.Body as unknown as AsyncIterable<Uint8Array>,
          length: answer.ContentLength,
          versionId: answer.VersionId,
        };
      } catch (thrown) {
        if (thrown instanceof Error && ABSENT.includes(thrown.name)) return undefined;
        throw mapAwsError(thrown, { service: 's3', operation: 'GetObject', change: false });
      }
    },

    async copy({ bucket, key }, toKey, signal) {
      const source = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      const command = new CopyObjectCommand({ Bucket: bucket, Key: toKey, CopySource: source });
      try {
        await client.send(command, { abortSignal: signal });
      } catch (thrown) {
        throw mapAwsError(thrown, { service: 's3', operation: 'CopyObject', change: false });
      }
    },
  };
}
