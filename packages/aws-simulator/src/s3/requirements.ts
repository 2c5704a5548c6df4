import type { ApiCall, Requirement } from '../kernel/world.ts';
import { readCopySource } from './copy-source.ts';

interface Asked {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly VersionId?: string;
  readonly Prefix?: string;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly CopySource?: string;
  readonly Delete?: {
    readonly Objects?: readonly { readonly Key?: string; readonly VersionId?: string }[];
  };
}

/** documented: the action of an operation, where it is not the operation's own name. */
const ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjects: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  ListBuckets: 's3:ListAllMyBuckets',
  HeadObject: 's3:GetObject',
  CopyObject: 's3:PutObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
};

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

/** documented: actions on objects name the object, all others the bucket. */
export function requirementsOf(call: ApiCall): readonly Requirement[] {
  const asked = (call.input ?? {}) as Asked;
  const action = ACTIONS[call.operation] ?? `s3:${call.operation}`;
  if (call.operation === 'ListBuckets') return [{ action, resource: '*', conditionKeys: {} }];
  const own = { action, resource: resourceOf(asked), conditionKeys: conditionKeysOf(asked) };
  switch (call.operation) {
    case 'GetObject':
    case 'HeadObject':
      return [{ ...own, action: versioned('s3:GetObject', asked) }];
    case 'DeleteObject':
      return deletionOf(own, asked);
    case 'DeleteObjects':
      return (asked.Delete?.Objects ?? []).map(({ Key = '', VersionId }) => ({
        action: versioned('s3:DeleteObject', { ...(VersionId === undefined ? {} : { VersionId }) }),
        resource: resourceOf({ ...asked, Key }),
        conditionKeys: {},
      }));
    case 'CopyObject':
      return [own, sourceOf(asked)];
    default:
      return [own];
  }
}

/** documented: a deletion on the condition of a tag needs the right to read the object as well. */
function deletionOf(own: Requirement, asked: Asked): readonly Requirement[] {
  const deletion = { ...own, action: versioned('s3:DeleteObject', asked) };
  const isByTag = asked.IfMatch !== undefined && asked.IfMatch !== '*';
  return isByTag ? [deletion, { ...own, action: 's3:GetObject' }] : [deletion];
}

function sourceOf(asked: Asked): Requirement {
  const source = readCopySource(asked.CopySource);
  return {
    action: versioned('s3:GetObject', source),
    resource: resourceOf(source),
    conditionKeys: {},
  };
}

function versioned(action: string, { VersionId }: Pick<Asked, 'VersionId'>): string {
  return VersionId === undefined ? action : `${action}Version`;
}

function resourceOf({ Bucket: bucket = '', Key: key }: Asked): string {
  return key === undefined ? bucketArn(bucket) : `${bucketArn(bucket)}/${key}`;
}

function conditionKeysOf({ Prefix, IfMatch, IfNoneMatch }: Asked): Record<string, string> {
  return {
    ...(Prefix === undefined ? {} : { 's3:prefix': Prefix }),
    ...(IfMatch === undefined ? {} : { 's3:if-match': IfMatch }),
    ...(IfNoneMatch === undefined ? {} : { 's3:if-none-match': IfNoneMatch }),
  };
}
