import { crc32 } from 'node:zlib';

import { hasCode, TerminalError } from '@understudy/errors';
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl';

import { judgeEntries, type ArchiveEntry, type ArchiveLimits } from './judge-entries.ts';

/** Where the archive is: in memory, or a file. */
export type ArchiveSource = { readonly bytes: Uint8Array } | { readonly file: string };

export interface OpenArchive {
  readonly entries: readonly ArchiveEntry[];
  /** The content of one entry, as far as its length and its checksum were told truly. */
  readContent(entry: ArchiveEntry): AsyncIterable<Uint8Array>;
  close(): void;
}

/** Opens an archive and judges its directory. Throws `ArchiveRefused` with words for whoever made it. */
export async function openArchive(
  source: ArchiveSource,
  sizeBytes: number,
  limits: ArchiveLimits,
): Promise<OpenArchive> {
  if (sizeBytes > limits.archiveBytes) {
    throw refused(`expected at most ${limits.archiveBytes} bytes, found ${sizeBytes}`);
  }
  const zip = await speaking(() => open(source));
  try {
    const found = await speaking(() => listEntries(zip, limits));
    const problem = judgeEntries([...found.keys()], limits);
    if (problem !== undefined) throw refused(problem);
    return {
      entries: [...found.keys()],
      readContent: (entry) => readContent(zip, found.get(entry), entry),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function open(source: ArchiveSource): Promise<ZipFile> {
  // Names with backslashes are refused here, instead of being taken for something else.
  const options = { strictFileNames: true, validateEntrySizes: true, autoClose: false };
  return 'file' in source
    ? openPromise(source.file, options)
    : fromBufferPromise(Buffer.from(source.bytes), options);
}

async function listEntries(zip: ZipFile, limits: ArchiveLimits): Promise<Map<ArchiveEntry, Entry>> {
  const found = new Map<ArchiveEntry, Entry>();
  for await (const entry of zip.eachEntry()) {
    const mode = entry.externalFileAttributes >>> 16;
    const { fileName: name, uncompressedSize: bytes, compressedSize: packedBytes } = entry;
    found.set({ name, bytes, packedBytes, mode, encrypted: entry.isEncrypted() }, entry);
    // One more than allowed is enough to refuse it: the rest need not be listed.
    if (found.size > limits.entries) break;
  }
  return found;
}

/** yauzl ends a stream that grows past its declared length; the checksum is ours. */
async function* readContent(
  zip: ZipFile,
  entry: Entry | undefined,
  { name }: ArchiveEntry,
): AsyncIterable<Uint8Array> {
  if (!entry) throw refused(`${JSON.stringify(name)}: expected an entry of this archive`);
  const header = await speaking(() => zip.readLocalFileHeaderPromise(entry));
  if (!header.fileName.equals(entry.fileNameRaw)) {
    throw refused(`${JSON.stringify(name)}: found another name in front of its content`);
  }
  const stream = await speaking(() => zip.openReadStreamPromise(entry));
  let checksum = 0;
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await speaking(() => chunks.next());
      if (next.done) break;
      checksum = crc32(next.value, checksum);
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
  if (checksum !== entry.crc32) {
    throw refused(`${JSON.stringify(name)}: its content does not have its checksum: it is corrupt`);
  }
}

/** The reader's own errors are about the archive, and words enough. */
async function speaking<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (hasCode(error, 'ArchiveRefused') || isSystemError(error)) throw error;
    throw refused(error instanceof Error ? error.message : String(error), error);
  }
}

/** A disk that fails is no fault of the archive. zlib's errors are. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function refused(found: string, cause?: unknown): TerminalError {
  const message = `The archive is refused: ${found}. Make it again with scripts/package-blueprint or zip.`;
  return new TerminalError('ArchiveRefused', message, cause === undefined ? {} : { cause });
}
