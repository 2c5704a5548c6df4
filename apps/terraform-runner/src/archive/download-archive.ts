import type { ObjectReads } from '@understudy/aws-clients';
import { TerminalError } from '@understudy/errors';
import type { ArchiveLocation } from '@understudy/recovery-messages';
import { diskError } from './archive-errors.ts';
import { BLUEPRINT_LIMITS } from './archive-limits.ts';

export interface Downloaded {
  readonly sha256: string;
  readonly bytes: number;
  readonly versionId?: string;
}

/** Brings the archive to `file`, which must not exist yet, and compares its checksum. */
export async function downloadArchive(
  objects: Pick<ObjectReads, 'download'>,
  archive: ArchiveLocation,
  file: string,
  signal: AbortSignal,
): Promise<Downloaded> {
  const { bucket, key, versionId } = archive;
  const location = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
  const options = { bytesMax: BLUEPRINT_LIMITS.archiveBytes, signal };
  const found = await objects.download(location, file, options).catch((thrown: unknown) => {
    throw diskError(thrown, `Writing ${file}`);
  });
  const where = `s3://${bucket}/${key}${versionId === undefined ? '' : ` version ${versionId}`}`;
  if (found === undefined) {
    throw new TerminalError(
      'BlueprintMissing',
      `Expected the blueprint at ${where}, found nothing. Upload it (scripts/package-blueprint).`,
      { fields: { bucket, key, versionId } },
    );
  }
  if (archive.sha256 !== undefined && archive.sha256 !== found.sha256) {
    throw new TerminalError(
      'ChecksumWrong',
      `Blueprint ${where}: expected SHA-256 ${archive.sha256}, found ${found.sha256}. ` +
        'Somebody replaced it, or the plan names an old one: compare, then correct either.',
      { fields: { bucket, key, expected: archive.sha256, found: found.sha256 } },
    );
  }
  return found;
}
