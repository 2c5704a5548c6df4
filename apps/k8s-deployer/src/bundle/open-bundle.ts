import { createHash } from 'node:crypto';

import type { ObjectReads } from '@understudy/aws-clients';
import { TerminalError } from '@understudy/errors';
import type { BundleLocation } from '@understudy/recovery-messages';
import { readArchive } from '@understudy/safe-archive';

import { BUNDLE_LIMITS } from './limits.ts';
import type { BundleFiles } from './parse-manifests.ts';
import { readPackaged } from './read-packaged.ts';

export interface BundleWorld {
  readonly objects: Pick<ObjectReads, 'read'>;
  /** Where the package is unpacked. */
  readonly packageRoot: string;
}

/** The files of a bundle. An archive is pinned by its version or its checksum, or refused. */
export async function openBundle(
  location: BundleLocation,
  world: BundleWorld,
  signal: AbortSignal,
): Promise<BundleFiles> {
  if (location.kind === 'packaged') return readPackaged(world.packageRoot, location.path);
  const { bucket, key, versionId, sha256 } = location.archive;
  const where = `s3://${bucket}/${key}`;
  if (versionId === undefined && sha256 === undefined) {
    throw new TerminalError(
      'BundleNotPinned',
      `Expected versionId or sha256 of ${where}, found neither: what is applied must be what was rehearsed.`,
    );
  }
  const object = await world.objects.read(
    { bucket, key, ...(versionId === undefined ? {} : { versionId }) },
    { bytesMax: BUNDLE_LIMITS.archiveBytes, signal },
  );
  if (!object) {
    const version = versionId === undefined ? '' : ` in version ${versionId}`;
    throw new TerminalError('BundleMissing', `Expected ${where}${version}, found no such object.`);
  }
  const found = createHash('sha256').update(object.content).digest('hex');
  if (sha256 !== undefined && found !== sha256) {
    throw new TerminalError(
      'BundleChanged',
      `Expected ${where} with SHA-256 ${sha256}, found ${found}: it is not what was rehearsed. ` +
        'Rehearse again, then pin what it says.',
    );
  }
  return readArchive(object.content, BUNDLE_LIMITS);
}
