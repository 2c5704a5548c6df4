import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { TerminalError } from '@understudy/errors';
import { judgeEntries, type ArchiveEntry } from '@understudy/safe-archive';

import { BUNDLE_LIMITS } from './limits.ts';
import type { BundleFiles } from './parse-manifests.ts';

/** Manifests that were packaged with the function, by the same rules as an archive's. */
export async function readPackaged(root: string, directory: string): Promise<BundleFiles> {
  const inside = path.posix.normalize(directory);
  if (path.posix.isAbsolute(inside) || inside.split('/').includes('..')) {
    throw refused(directory, 'expected a directory of the package, like manifests/konecta-erp');
  }
  const home = path.join(root, inside);
  const entries = await listFiles(home, directory);
  const problem = judgeEntries(entries, BUNDLE_LIMITS);
  if (problem !== undefined) throw refused(directory, problem);
  const files = new Map<string, Uint8Array>();
  for (const { name } of entries) files.set(name, await readFile(path.join(home, name)));
  return files;
}

async function listFiles(home: string, directory: string): Promise<readonly ArchiveEntry[]> {
  const found = await readdir(home, { recursive: true }).catch((error: unknown) => {
    throw refused(directory, 'expected it in the package, found none', error);
  });
  const entries: ArchiveEntry[] = [];
  for (const name of found.slice(0, BUNDLE_LIMITS.entries + 1).sort()) {
    const { size, mode } = await lstat(path.join(home, name));
    const isDirectory = (mode & 0o170000) === 0o040000;
    if (!isDirectory)
      entries.push({ name, bytes: size, packedBytes: size, mode, encrypted: false });
  }
  return entries;
}

function refused(directory: string, found: string, cause?: unknown): TerminalError {
  const message = `The packaged bundle ${JSON.stringify(directory)} is refused: ${found}.`;
  return new TerminalError('BundleRefused', message, { cause });
}
