import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { ArchiveLocation } from '@understudy/recovery-messages';
import { TerminalError } from '@understudy/errors';
import { archiveRefused, diskError } from './archive-errors.ts';
import { BLUEPRINT_LIMITS } from './archive-limits.ts';
import type { ObjectStore } from './object-store.ts';

export interface Downloaded {
  readonly sha256: string;
  readonly bytes: number;
  readonly versionId: string | undefined;
}

/** Brings the archive to `file`, which must not exist yet, and compares its checksum on the way. */
export async function downloadArchive(
  objects: ObjectStore,
  location: ArchiveLocation,
  file: string,
  signal: AbortSignal,
): Promise<Downloaded> {
  const { bucket, key, versionId } = location;
  const found = await objects.open(
    { bucket, key, ...(versionId === undefined ? {} : { versionId }) },
    signal,
  );
  const where = `s3://${bucket}/${key}${versionId === undefined ? '' : ` version ${versionId}`}`;
  if (found === undefined) {
    throw new TerminalError(
      'BlueprintMissing',
      `Expected the blueprint at ${where}, found nothing. Upload it there (scripts/package-blueprint).`,
      { fields: { bucket, key, versionId } },
    );
  }
  if ((found.length ?? 0) > BLUEPRINT_LIMITS.archiveBytes) throw tooLarge(found.length ?? 0);
  const target = await open(file, 'wx', 0o600).catch((thrown: unknown) => {
    throw diskError(thrown, `Writing ${file}`);
  });
  try {
    const { sha256, bytes } = await writeAll(found.bytes, target, file);
    if (location.sha256 !== undefined && location.sha256 !== sha256) {
      throw new TerminalError(
        'ChecksumWrong',
        `Blueprint ${where}: expected SHA-256 ${location.sha256}, found ${sha256}. ` +
          'Somebody replaced it, or the plan names an old one: compare, then correct either.',
        { fields: { bucket, key, expected: location.sha256, found: sha256 } },
      );
    }
    return { sha256, bytes, versionId: found.versionId };
  } finally {
    await target.close();
  }
}

async function writeAll(
  chunks: AsyncIterable<Uint8Array>,
  target: FileHandle,
  file: string,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > BLUEPRINT_LIMITS.archiveBytes) throw tooLarge(bytes);
    hash.update(chunk);
    await target.writeFile(chunk).catch((thrown: unknown) => {
      throw diskError(thrown, `Writing ${file}`);
    });
  }
  return { sha256: hash.digest('hex'), bytes };
}

function tooLarge(bytes: number): TerminalError {
  return archiveRefused(
    `expected at most ${BLUEPRINT_LIMITS.archiveBytes} bytes, found ${bytes} or more`,
  );
}
