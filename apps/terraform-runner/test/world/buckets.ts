import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';

export const REGION = 'eu-west-1';
export const TABLE = 'understudy-dev';
export const BUCKET = 'konecta-erp-dev-dr-eu-west-1';

/** Credentials that look like real ones: what masks them must find them. */
export const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** A client of an S3 on loopback. */
export function s3At(endpoint: string): S3Client {
  return new S3Client({ endpoint, region: REGION, credentials: CREDENTIALS, forcePathStyle: true });
}

/** The recovery region's bucket, with versions, as the plan has it. */
export async function makeBucket(client: S3Client, bucket: string = BUCKET): Promise<void> {
  await client.send(
    new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
  await client.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
}
