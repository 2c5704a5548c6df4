import type * as sdk from '@aws-sdk/client-s3';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import { bucketOf } from './bucket-operations.ts';
import {
  currentObject,
  versionMember,
  wholeSecondsNow,
  type Bucket,
  type MultipartUpload,
  type S3Store,
  type UploadedPart,
} from './bucket.ts';
import { checksumMembers, md5Of, saidChecksum, verifyContentMd5 } from './checksums.ts';
import { encryptionOf } from './encryption.ts';
import { bytesOf, readAttributes, requireKey } from './object-input.ts';
import { refuseUnmetWrite } from './preconditions.ts';
import { invalidArgument } from './s3-faults.ts';
import { storeObject } from './write-operations.ts';

/** documented. */
const PART_NUMBER_MAX = 10_000;
const PART_BYTES_MIN = 5 * 1024 * 1024;

/** What the simulator keeps of one object, and of one bucket's unfinished uploads. */
const OBJECT_BYTES_MAX = 64 * 1024 * 1024;
const UPLOADS_MAX = 100;

export function createMultipartUpload(
  store: S3Store,
  input: sdk.CreateMultipartUploadCommandInput,
): object {
  const bucket = bucketOf(store, input.Bucket);
  const key = requireKey(input.Key);
  if (bucket.uploads.size >= UPLOADS_MAX) {
    const message = `The simulator keeps at most ${UPLOADS_MAX} unfinished uploads of a bucket.`;
    throw new AwsFault('TooManyParts', 400, message);
  }
  const upload: MultipartUpload = {
    id: store.world.random.hex(64),
    key,
    startedAtMilliseconds: wholeSecondsNow(store),
    attributes: readAttributes(input),
    parts: new Map(),
  };
  bucket.uploads.set(upload.id, upload);
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    ...encryptionOf(upload.attributes),
  };
}

export function uploadPart(store: S3Store, input: sdk.UploadPartCommandInput): object {
  const upload = uploadOf(bucketOf(store, input.Bucket), input);
  const number = input.PartNumber ?? 0;
  if (!(Number.isInteger(number) && number >= 1 && number <= PART_NUMBER_MAX)) {
    const message = `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`;
    throw invalidArgument(message, 'partNumber', String(number));
  }
  const bytes = bytesOf(input.Body);
  verifyContentMd5(bytes, input.ContentMD5);
  const checksum = saidChecksum(bytes, input);
  const others = [...upload.parts].filter(([each]) => each !== number);
  refuseTooLarge([...others.map(([, part]) => part.bytes), bytes]);
  const etag = `"${md5Of(bytes).toString('hex')}"`;
  upload.parts.set(number, { bytes, etag, modifiedAtMilliseconds: wholeSecondsNow(store) });
  // A part's checksum is of the part alone: its answer does not say of what kind it is.
  const { ChecksumType: _, ...told } = checksumMembers(checksum);
  return { ETag: etag, ...told, ...encryptionOf(upload.attributes) };
}

/** documented: the parts that are named, in their order; all but the last of 5 MiB at least. */
export function completeMultipartUpload(
  store: S3Store,
  input: sdk.CompleteMultipartUploadCommandInput,
  call: ApiCall,
): object {
  const bucket = bucketOf(store, input.Bucket);
  const upload = uploadOf(bucket, input);
  const parts = namedParts(upload, input.MultipartUpload?.Parts ?? []);
  if (parts.slice(0, -1).some(({ bytes }) => bytes.byteLength < PART_BYTES_MIN)) {
    const message = 'Your proposed upload is smaller than the minimum allowed size';
    throw new AwsFault('EntityTooSmall', 400, message);
  }
  refuseUnmetWrite(upload.key, currentObject(bucket, upload.key), input);
  const digests = parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), 'hex'));
  const etag = `"${md5Of(Buffer.concat(digests)).toString('hex')}-${parts.length}"`;
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  const content = { bytes, attributes: upload.attributes, checksum: undefined, etag };
  const version = storeObject(store, bucket, upload.key, content, call);
  bucket.uploads.delete(upload.id);
  return {
    Bucket: bucket.name,
    Key: upload.key,
    Location: `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${upload.key}`,
    ETag: version.etag,
    ...versionMember(bucket, version.versionId),
    ...encryptionOf(upload.attributes),
  };
}

export function abortMultipartUpload(
  store: S3Store,
  input: sdk.AbortMultipartUploadCommandInput,
): object {
  const bucket = bucketOf(store, input.Bucket);
  bucket.uploads.delete(uploadOf(bucket, input).id);
  return {};
}

function namedParts(
  upload: MultipartUpload,
  named: readonly sdk.CompletedPart[],
): readonly UploadedPart[] {
  const numbers = named.map(({ PartNumber }) => PartNumber ?? 0);
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0))) {
    const message = 'The list of parts was not in ascending order.';
    throw new AwsFault('InvalidPartOrder', 400, message);
  }
  const parts = named.flatMap(({ PartNumber, ETag }) => {
    const part = upload.parts.get(PartNumber ?? 0);
    return part && [part.etag, part.etag.slice(1, -1)].includes(ETag ?? '') ? [part] : [];
  });
  if (named.length > 0 && parts.length === named.length) return parts;
  const message = 'One or more of the specified parts could not be found.';
  throw new AwsFault('InvalidPart', 400, message, { UploadId: upload.id });
}

function uploadOf(
  bucket: Bucket,
  { UploadId: id, Key: key }: { UploadId: string | undefined; Key: string | undefined },
): MultipartUpload {
  const upload = bucket.uploads.get(id ?? '');
  if (upload?.key === key && upload) return upload;
  const message = 'The specified multipart upload does not exist.';
  throw new AwsFault('NoSuchUpload', 404, message, { UploadId: id });
}

function refuseTooLarge(parts: readonly Uint8Array[]): void {
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
  if (bytes <= OBJECT_BYTES_MAX) return;
  const message = 'Your proposed upload exceeds the maximum allowed size';
  throw new AwsFault('EntityTooLarge', 400, message, { MaxSizeAllowed: OBJECT_BYTES_MAX });
}
