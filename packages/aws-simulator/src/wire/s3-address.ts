import { malformed } from './malformed.ts';
import type { OpenedRequest } from './wire-messages.ts';

/** What an S3 request is about: nothing (the account), a bucket, or an object of one. */
export interface S3Address {
  readonly bucket?: string;
  readonly key?: string;
  /** The region of AWS's own host, when the request was sent to one. */
  readonly hostRegion?: string;
}

/** `s3.<region>.amazonaws.com`, with the bucket in front in virtual-host style. */
const AWS_HOST =
  /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com$/;

/** Custom endpoints in virtual-host style: `<bucket>.localhost`, `<bucket>.s3.localhost`. */
const LOCAL_HOST = /^(.+?)(?:\.s3)?\.localhost$/;

/** Both styles: the bucket in the host, or as the first part of the path. */
export function readS3Address({ host, path }: OpenedRequest): S3Address {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const aws = AWS_HOST.exec(name);
  const hostRegion = aws?.[2] === undefined ? {} : { hostRegion: aws[2] };
  const bucketOfHost = aws ? aws[1] : LOCAL_HOST.exec(name)?.[1];
  const rest = path.replace(/^\//, '');
  if (bucketOfHost !== undefined && bucketOfHost !== 's3') {
    return { ...hostRegion, bucket: bucketOfHost, ...keyOf(rest) };
  }
  const slash = rest.indexOf('/');
  const bucket = decoded(slash < 0 ? rest : rest.slice(0, slash));
  if (bucket === '') return hostRegion;
  return { ...hostRegion, bucket, ...keyOf(slash < 0 ? '' : rest.slice(slash + 1)) };
}

/** A key is everything after the bucket, slashes at its ends included. */
function keyOf(encoded: string): { key?: string } {
  return encoded === '' ? {} : { key: decoded(encoded) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('a percent-encoded path', text);
  }
}
