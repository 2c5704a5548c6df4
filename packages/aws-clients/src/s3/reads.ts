import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type GetObjectCommandOutput,
  type HeadObjectCommandOutput,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isUnderstudyError } from '@understudy/errors';
import { present } from '../calls/answers.ts';
import { readPages } from '../calls/pages.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type {
  BoundedRead,
  ObjectFact,
  ObjectLocation,
  ObjectReads,
  ObjectVersionFact,
} from '../object-ports.ts';
import { bodyOf, readAll, saveAll } from './body.ts';

/** Versions of one page: S3's own limit. */
const VERSIONS_PER_PAGE = 1_000;

export function createObjectReads({ client }: { readonly client: S3Client }): ObjectReads {
  const call = callsOf('s3', client);

  async function get(
    location: ObjectLocation,
    options: BoundedRead,
  ): Promise<GetObjectCommandOutput | undefined> {
    const command = new GetObjectCommand(inputOf(location));
    return await unlessAbsent(
      sendRead(call('GetObject'), options, (sending) => client.send(command, sending)),
    );
  }

  return {
    async head(location, options = {}) {
      const command = new HeadObjectCommand(inputOf(location));
      const answer = await unlessAbsent(
        sendRead(call('HeadObject'), options, (sending) => client.send(command, sending)),
      );
      return answer && toFact(answer);
    },

    async read(location, options) {
      const answer = await get(location, options);
      if (!answer) return undefined;
      const content = await readAll(bodyOf(answer, location, options));
      return { ...toFact(answer), content };
    },

    async download(location, file, options) {
      const answer = await get(location, options);
      if (!answer) return undefined;
      const sha256 = await saveAll(bodyOf(answer, location, options), file);
      return { ...toFact(answer), sha256 };
    },

    async listVersions({ bucket, key }, options = {}) {
      const listed = await readPages('s3:ListObjectVersions', async (next) => {
        const command = new ListObjectVersionsCommand({
          Bucket: bucket,
          Prefix: key,
          MaxKeys: VERSIONS_PER_PAGE,
          ...fromMarker(next),
        });
        const answer = await sendRead(call('ListObjectVersions'), options, (sending) =>
          client.send(command, sending),
        );
        return { items: versionsOf(answer, key), next: nextMarker(answer, key) };
      });
      return listed.toSorted(newestFirst);
    },
  };
}

function inputOf({ bucket, key, versionId }: ObjectLocation) {
  return {
    Bucket: bucket,
    Key: key,
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  };
}

/** S3's words for an object or a version that is not there. A bucket that is not is no such answer. */
const ABSENT: readonly unknown[] = ['NoSuchKey', 'NoSuchVersion', 'NotFound'];

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isUnderstudyError(error) && ABSENT.includes(error.fields['awsCode'])) return undefined;
    throw error;
  }
}

function toFact(answer: GetObjectCommandOutput | HeadObjectCommandOutput): ObjectFact {
  return {
    bytes: present(answer.ContentLength, "the object's length"),
    etag: present(answer.ETag, "the object's tag"),
    ...(answer.VersionId === undefined ? {} : { versionId: answer.VersionId }),
    ...(answer.LastModified ? { modifiedAtMilliseconds: answer.LastModified.getTime() } : {}),
    metadata: answer.Metadata ?? {},
  };
}

/** Where a page of versions begins. Both parts are S3's; the separator occurs in neither. */
const MARKER_SEPARATOR = '\n';

function nextMarker(answer: ListObjectVersionsCommandOutput, key: string): string | undefined {
  const { IsTruncated: isTruncated, NextKeyMarker: nextKey, NextVersionIdMarker: version } = answer;
  // Keys come in order: what follows a longer key cannot be of this one any more.
  if (!isTruncated || nextKey !== key) return undefined;
  return [nextKey, version ?? ''].join(MARKER_SEPARATOR);
}

function fromMarker(marker: string | undefined) {
  if (marker === undefined) return {};
  const at = marker.lastIndexOf(MARKER_SEPARATOR);
  const version = marker.slice(at + 1);
  return {
    KeyMarker: marker.slice(0, at),
    ...(version === '' ? {} : { VersionIdMarker: version }),
  };
}

function versionsOf(answer: ListObjectVersionsCommandOutput, key: string): ObjectVersionFact[] {
  const objects = (answer.Versions ?? []).filter(({ Key }) => Key === key);
  const markers = (answer.DeleteMarkers ?? []).filter(({ Key }) => Key === key);
  return [
    ...objects.map((version) => ({
      ...identityOf(version),
      isDeleteMarker: false,
      bytes: present(version.Size, "a version's size"),
      etag: present(version.ETag, "a version's tag"),
    })),
    ...markers.map((marker) => ({ ...identityOf(marker), isDeleteMarker: true })),
  ];
}

interface AnyVersion {
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
  readonly LastModified?: Date | undefined;
}

function identityOf({ VersionId: id, IsLatest: isLatest, LastModified: modified }: AnyVersion) {
  return {
    versionId: present(id, "a version's id"),
    isLatest: isLatest === true,
    ...(modified ? { modifiedAtMilliseconds: modified.getTime() } : {}),
  };
}

/** S3 lists versions and deletions apart. Within a second only the newest of all is known. */
function newestFirst(left: ObjectVersionFact, right: ObjectVersionFact): number {
  if (left.isLatest !== right.isLatest) return left.isLatest ? -1 : 1;
  return (right.modifiedAtMilliseconds ?? 0) - (left.modifiedAtMilliseconds ?? 0);
}
