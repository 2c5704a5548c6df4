export { createObjectChanges } from './changes.ts';
export { createS3Client } from './clients.ts';
export type { S3ClientOptions, S3ClientUse } from './clients.ts';
export { createObjectReads } from './reads.ts';
export { createObjectRecords, RECORDS_PREFIX } from './records.ts';
