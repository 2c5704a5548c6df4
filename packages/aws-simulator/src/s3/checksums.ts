import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { AwsFault } from '../kernel/aws-fault.ts';
import { crc32c, crc64nvme } from './cyclic-checksums.ts';
import { invalidRequest, notImplemented } from './s3-faults.ts';

/** The algorithms that S3 knows and that clients here use, by their names in its API. */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
}

/** documented: what S3 itself computes when a client sends no checksum. */
const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

const COMPUTE: Readonly<Record<ChecksumAlgorithm, (bytes: Uint8Array) => Buffer>> = {
  CRC32: (bytes) => fourBytes(crc32(bytes)),
  CRC32C: (bytes) => fourBytes(crc32c(bytes)),
  CRC64NVME: crc64nvme,
  SHA1: (bytes) => createHash('sha1').update(bytes).digest(),
  SHA256: (bytes) => createHash('sha256').update(bytes).digest(),
};

const ALGORITHMS = Object.keys(COMPUTE) as readonly ChecksumAlgorithm[];

/** Members of PutObject's input that give a checksum of an algorithm which nobody here computes. */
const UNKNOWN_MEMBER =
  /^Checksum(?!Algorithm$|Mode$|Type$|CRC32$|CRC32C$|CRC64NVME$|SHA1$|SHA256$)/;

export function checksumOf(bytes: Uint8Array, algorithm: ChecksumAlgorithm): Checksum {
  return { algorithm, value: COMPUTE[algorithm](bytes).toString('base64') };
}

/** Checks what the client says of its bytes; answers the checksum that the object keeps. */
export function verifiedChecksum(bytes: Uint8Array, input: object): Checksum {
  return saidChecksum(bytes, input) ?? checksumOf(bytes, DEFAULT_ALGORITHM);
}

/** The same, where only what was said is kept: parts of an upload. */
export function saidChecksum(bytes: Uint8Array, given: object): Checksum | undefined {
  const input = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(input).find(
    (member) => UNKNOWN_MEMBER.test(member) && input[member] !== undefined,
  );
  if (unknown) throw notImplemented(unknown);
  const named = ALGORITHMS.filter((algorithm) => input[`Checksum${algorithm}`] !== undefined);
  if (named.length > 1) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const [algorithm] = named;
  const chosen = input['ChecksumAlgorithm'];
  if (algorithm) return compared(bytes, algorithm, String(input[`Checksum${algorithm}`]));
  return chosen === undefined ? undefined : checksumOf(bytes, algorithmNamed(chosen));
}

function compared(bytes: Uint8Array, algorithm: ChecksumAlgorithm, said: string): Checksum {
  const computed = checksumOf(bytes, algorithm);
  if (lengthOf(said) !== lengthOf(computed.value)) {
    throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
  }
  if (said === computed.value) return computed;
  throw badDigest(`The ${algorithm} you specified did not match the calculated checksum.`);
}

/** documented: `InvalidDigest` when it is no MD5 at all, `BadDigest` when it is of other bytes. */
export function verifyContentMd5(bytes: Uint8Array, said: string | undefined): void {
  if (said === undefined) return;
  if (lengthOf(said) !== MD5_BYTES) {
    throw new AwsFault('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.');
  }
  if (md5Of(bytes).toString('base64') !== said) {
    throw badDigest('The Content-MD5 you specified did not match what we received.');
  }
}

export function md5Of(bytes: Uint8Array): Buffer {
  return createHash('md5').update(bytes).digest();
}

/** As the members of an answer; nothing when the object has none. */
export function checksumMembers(checksum: Checksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: 'FULL_OBJECT' };
}

const MD5_BYTES = 16;

function algorithmNamed(name: unknown): ChecksumAlgorithm {
  const found = ALGORITHMS.find((algorithm) => algorithm === name);
  if (found) return found;
  throw invalidRequest('Checksum algorithm provided is unsupported.');
}

function badDigest(message: string): AwsFault {
  return new AwsFault('BadDigest', 400, message);
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function lengthOf(base64: string): number {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64').byteLength : -1;
}
