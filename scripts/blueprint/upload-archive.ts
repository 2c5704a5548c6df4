import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

import type { Archive } from './write-archive.ts';

export interface Uploaded {
  /** What a plan pins beside the checksum; undefined where the bucket keeps no versions. */
  readonly versionId: string | undefined;
}

/** S3 compares the checksum on arrival. The bucket is the backend's: one region, one bucket. */
export async function uploadArchive(
  { bytes, sha256 }: Archive,
  place: { readonly region: string; readonly bucket: string; readonly key: string },
): Promise<Uploaded> {
  const client = new S3Client({ region: place.region });
  const { VersionId } = await client.send(
    new PutObjectCommand({
      Bucket: place.bucket,
      Key: place.key,
      Body: bytes,
      ContentType: 'application/zip',
      ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
    }),
  );
  return { versionId: VersionId };
}
