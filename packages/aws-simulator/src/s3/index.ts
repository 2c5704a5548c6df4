export type { BucketDirectory } from './bucket.ts';
export { createS3 } from './create-s3.ts';
export type { BucketOptions, S3 } from './create-s3.ts';
export { locationOfUrl } from './object-url.ts';
