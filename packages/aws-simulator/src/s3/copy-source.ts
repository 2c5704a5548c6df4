import { invalidArgument } from './s3-faults.ts';

export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** documented: `bucket/key` or `/bucket/key`, percent-encoded, with `?versionId=` or without. */
export function readCopySource(text: string | undefined): CopySource {
  const [path = '', query] = (text ?? '').replace(/^\//, '').split('?versionId=');
  const slash = path.indexOf('/');
  const [bucket, key] = [path.slice(0, Math.max(slash, 0)), decoded(path.slice(slash + 1))];
  if (bucket === '' || key === undefined || key === '') {
    const message = 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey';
    throw invalidArgument(message, 'x-amz-copy-source', text ?? '');
  }
  return { Bucket: bucket, Key: key, ...(query === undefined ? {} : { VersionId: query }) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/\+/g, '%20'));
  } catch {
    return undefined;
  }
}
