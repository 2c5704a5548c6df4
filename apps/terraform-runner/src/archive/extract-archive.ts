import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { isUnderstudyError } from '@understudy/errors';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { archiveInvalid, diskError } from './archive-errors.ts';
import { judgeEntry, NO_ENTRIES, withEntry, type ArchiveEntry } from './judge-entry.ts';

const ENCRYPTED_BIT = 0x1;

/**
 * Extracts an archive that nobody vouches for into `directory`, which this makes. Each entry is
 * judged before a byte of it is unpacked; what is unpacked is held to the size and the checksum that
 * its entry declared. Returns the files' paths.
 */
export async function extractArchive(
  file: string,
  directory: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  await mkdir(directory, { mode: 0o700 });
  const zip = await openZip(file);
  const files: string[] = [];
  let accepted = NO_ENTRIES;
  try {
    for await (const entry of entriesOf(zip)) {
      signal.throwIfAborted();
      const described = describe(entry);
      const judgement = judgeEntry(described, accepted);
      if (!judgement.accepted) throw archiveInvalid(judgement.expected, judgement.found);
      accepted = withEntry(accepted, described, judgement);
      const target = path.join(directory, ...judgement.segments);
      if (judgement.kind === 'folder') {
        await mkdir(target, { recursive: true, mode: 0o700 });
        continue;
      }
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      await unpack(zip, entry, target, signal);
      files.push(judgement.segments.join('/'));
    }
    return files;
  } catch (thrown) {
    throw asOurs(thrown, signal);
  } finally {
    zip.close();
  }
}

function openZip(file: string): Promise<ZipFile> {
  // Names come as they are written: the judgement here is the one that counts.
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
  return new Promise((resolve, reject) => {
    yauzl.open(file, options, (cause, zip) => {
      if (cause) reject(archiveInvalid('a zip archive', cause.message, cause));
      else resolve(zip);
    });
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await nextEntry(zip);
    if (entry === undefined) return;
    yield entry;
  }
}

function nextEntry(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      zip.off('entry', onEntry).off('end', onEnd).off('error', onError);
      act();
    };
    const onEntry = (entry: Entry) => settle(() => resolve(entry))();
    const onEnd = settle(() => resolve(undefined));
    const onError = (cause: Error) => settle(() => reject(cause))();
    zip.on('entry', onEntry).on('end', onEnd).on('error', onError);
    zip.readEntry();
  });
}

function describe(entry: Entry): ArchiveEntry {
  return {
    name: new TextDecoder('utf-8', { fatal: false }).decode(entry.fileNameRaw),
    packedBytes: entry.compressedSize,
    unpackedBytes: entry.uncompressedSize,
    mode: entry.externalFileAttributes >>> 16,
    encrypted: (entry.generalPurposeBitFlag & ENCRYPTED_BIT) !== 0,
    method: entry.compressionMethod,
  };
}

async function unpack(
  zip: ZipFile,
  entry: Entry,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const source = await openEntry(zip, entry);
  let found = 0;
  const checked = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      found = crc32(chunk, found);
      done(null, chunk);
    },
  });
  // `wx`: what exists is never written over, and no link is followed.
  await pipeline(source, checked, createWriteStream(target, { flags: 'wx', mode: 0o600 }), {
    signal,
  }).catch((thrown: unknown) => {
    throw diskError(thrown, `Extracting ${path.basename(target)}`);
  });
  if (found !== entry.crc32) {
    throw archiveInvalid(
      `${path.basename(target)} with CRC ${entry.crc32.toString(16)}`,
      `CRC ${found.toString(16)}: the archive is damaged`,
    );
  }
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (cause, stream) => {
      if (cause) reject(cause);
      else resolve(stream);
    });
  });
}

/** What yauzl and zlib find wrong is the archive's fault; the disk's and the signal's are not. */
function asOurs(thrown: unknown, signal: AbortSignal): unknown {
  if (isUnderstudyError(thrown) || signal.aborted) return thrown;
  const code: unknown = thrown instanceof Error ? Reflect.get(thrown, 'code') : undefined;
  if (typeof code === 'string' && !code.startsWith('Z_')) return thrown;
  const found = thrown instanceof Error ? thrown.message : String(thrown);
  return archiveInvalid('a sound zip archive', found, thrown);
}
