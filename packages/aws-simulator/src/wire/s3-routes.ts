import { AwsFault } from '../kernel/aws-fault.ts';
import type { S3Address } from './s3-address.ts';
import type { OpenedRequest } from './wire-messages.ts';

/** Parameters that name another resource than the bucket or object itself (S3 API reference). */
const SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
] as const;

/** Method, what it is about, and the subresource, to the operation. */
const ROUTES: Readonly<Record<string, string>> = {
  'GET account': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'DELETE bucket': 'DeleteBucket',
  'HEAD bucket': 'HeadBucket',
  'GET bucket': 'ListObjects',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket versioning': 'GetBucketVersioning',
  'PUT bucket versioning': 'PutBucketVersioning',
  'GET bucket versions': 'ListObjectVersions',
  'POST bucket delete': 'DeleteObjects',
  'PUT object': 'PutObject',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'DELETE object': 'DeleteObject',
  'POST object uploads': 'CreateMultipartUpload',
  'PUT object uploadId': 'UploadPart',
  'POST object uploadId': 'CompleteMultipartUpload',
  'DELETE object uploadId': 'AbortMultipartUpload',
};

/** A request for what is not here is refused, and never taken for a request for something else. */
export function routeS3(request: OpenedRequest, address: S3Address): string {
  const { method, query, headers } = request;
  const subject =
    address.key !== undefined ? 'object' : address.bucket !== undefined ? 'bucket' : 'account';
  const asked = SUBRESOURCES.filter((name) => query.has(name));
  const route = [method, subject, ...asked].join(' ');
  const operation = ROUTES[route];
  if (operation === undefined) throw unrouted(route);
  if (operation === 'ListObjects' && query.get('list-type') === '2') return 'ListObjectsV2';
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  if (operation === 'UploadPart' && isCopy) throw unrouted('UploadPartCopy');
  return operation === 'PutObject' && isCopy ? 'CopyObject' : operation;
}

function unrouted(route: string): AwsFault {
  return new AwsFault('NotImplemented', 501, `The simulator does not implement ${route}.`);
}
