import { isDirectory, type ArchiveLimits } from './judge-entries.ts';
import { openArchive } from './open-archive.ts';

/** Unpacks an archive in memory: each file's content by its path. Directories are left out. */
export async function readArchive(
  bytes: Uint8Array,
  limits: ArchiveLimits,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const archive = await openArchive({ bytes }, bytes.length, limits);
  try {
    const files = new Map<string, Uint8Array>();
    for (const entry of archive.entries.filter((candidate) => !isDirectory(candidate))) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of archive.readContent(entry)) chunks.push(chunk);
      files.set(entry.name, Buffer.concat(chunks));
    }
    return files;
  } finally {
    archive.close();
  }
}
