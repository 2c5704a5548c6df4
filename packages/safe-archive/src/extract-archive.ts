import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { TerminalError } from '@understudy/errors';

import { isDirectory, type ArchiveEntry, type ArchiveLimits } from './judge-entries.ts';
import { openArchive, type ArchiveSource, type OpenArchive } from './open-archive.ts';

export interface ExtractedFile {
  /** Relative to the directory, as the archive names it. */
  readonly name: string;
  readonly bytes: number;
}

/** Only the owner reads what was unpacked: a blueprint may hold values that are nobody else's. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

/**
 * Unpacks an archive into a directory that must not be there yet; removes it again when anything is
 * wrong, so that what stands there is always the whole of one archive.
 */
export async function extractArchive(
  source: ArchiveSource,
  directory: string,
  limits: ArchiveLimits,
): Promise<readonly ExtractedFile[]> {
  const sizeBytes = 'file' in source ? (await stat(source.file)).size : source.bytes.length;
  const archive = await openArchive(source, sizeBytes, limits);
  try {
    await makeDirectory(directory);
    return await writeFiles(archive, directory).catch(async (error: unknown) => {
      await rm(directory, { recursive: true, force: true });
      throw error;
    });
  } finally {
    archive.close();
  }
}

async function makeDirectory(directory: string): Promise<void> {
  await mkdir(path.dirname(directory), { recursive: true });
  try {
    // Not recursive: what is there already, a link included, would be written through.
    await mkdir(directory, { mode: DIRECTORY_MODE });
  } catch (error) {
    throw new TerminalError(
      'DirectoryInUse',
      `Expected to make ${directory} for the archive, found that it is there. Remove it first.`,
      { cause: error },
    );
  }
}

async function writeFiles(
  archive: OpenArchive,
  directory: string,
): Promise<readonly ExtractedFile[]> {
  for (const { name } of archive.entries.filter(isDirectory)) {
    await mkdir(path.join(directory, name), { recursive: true, mode: DIRECTORY_MODE });
  }
  const files: ExtractedFile[] = [];
  for (const entry of archive.entries.filter((candidate) => !isDirectory(candidate))) {
    await writeContent(archive, entry, path.join(directory, entry.name));
    files.push({ name: entry.name, bytes: entry.bytes });
  }
  return files;
}

async function writeContent(archive: OpenArchive, entry: ArchiveEntry, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true, mode: DIRECTORY_MODE });
  // `wx`: never over something, never through a link.
  const handle = await open(to, 'wx', FILE_MODE);
  try {
    for await (const chunk of archive.readContent(entry)) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}
