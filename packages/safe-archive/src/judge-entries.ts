/** What one archive may hold. Each is looked at before anything is unpacked, and again while it is. */
export interface ArchiveLimits {
  /** Of the archive itself. */
  readonly archiveBytes: number;
  readonly entries: number;
  /** Of one file, unpacked. */
  readonly fileBytes: number;
  /** Of all files together, unpacked. */
  readonly totalBytes: number;
}

/** How much smaller a file may be packed. Text packs 5 to 20 times; this is reached on purpose. */
const RATIO_MAX = 250;

/** Below this the ratio says nothing: a file of blanks packs very well. */
const RATIO_COUNTS_FROM_BYTES = 1024 * 1024;

/** What an archive's directory says of one entry. */
export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: number;
  readonly packedBytes: number;
  /** The upper half of the external attributes: a Unix mode, or 0 where the maker wrote none. */
  readonly mode: number;
  readonly encrypted: boolean;
}

/** Every file system that matters takes names and paths of this length. */
const PATH_CHARACTERS_MAX = 512;
const SEGMENT_CHARACTERS_MAX = 255;
const DEPTH_MAX = 32;

const TYPE_BITS = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

/**
 * Why an archive must not be unpacked, in words, or undefined. All of it is judged before the first
 * byte is written: a refused archive leaves nothing behind.
 */
export function judgeEntries(
  entries: readonly ArchiveEntry[],
  limits: ArchiveLimits,
): string | undefined {
  if (entries.length > limits.entries) {
    return `expected at most ${limits.entries} entries, found ${entries.length}`;
  }
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > limits.totalBytes) {
    return `expected at most ${limits.totalBytes} bytes unpacked, found ${total} declared`;
  }
  for (const entry of entries) {
    const problem = judgeEntry(entry, limits);
    if (problem !== undefined) return `${quote(entry.name)}: ${problem}`;
  }
  return judgeNames(entries.map(({ name }) => name));
}

export function isDirectory({ name }: Pick<ArchiveEntry, 'name'>): boolean {
  return name.endsWith('/');
}

function judgeEntry(entry: ArchiveEntry, limits: ArchiveLimits): string | undefined {
  const type = entry.mode & TYPE_BITS;
  const expected = isDirectory(entry) ? DIRECTORY : REGULAR;
  if (entry.encrypted) return 'expected a file that is not encrypted';
  if (type !== 0 && type !== expected) {
    return 'expected a regular file or a directory, found a link or a device';
  }
  if (isDirectory(entry) && entry.bytes > 0) return 'expected a directory without content';
  if (entry.bytes > limits.fileBytes) {
    return `expected at most ${limits.fileBytes} bytes, found ${entry.bytes}`;
  }
  if (entry.bytes > RATIO_COUNTS_FROM_BYTES && entry.bytes > entry.packedBytes * RATIO_MAX) {
    return `expected it packed at most ${RATIO_MAX} times, found ${entry.packedBytes} bytes that become ${entry.bytes}`;
  }
  return judgePath(entry.name);
}

function judgePath(name: string): string | undefined {
  if (name.length > PATH_CHARACTERS_MAX)
    return `expected at most ${PATH_CHARACTERS_MAX} characters`;
  // Control characters, the replacement character of names that are no UTF-8, and what other
  // systems take for a separator, a drive or a stream.
  if (/[\p{Cc}\uFFFD\\:]/u.test(name)) return 'expected no control characters, backslash or colon';
  const segments = name.replace(/\/$/, '').split('/');
  if (segments.length > DEPTH_MAX) return `expected at most ${DEPTH_MAX} directories deep`;
  if (segments[0] === '') return 'expected a relative path';
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return 'expected a path that stays inside the archive';
  }
  const long = segments.some((segment) => segment.length > SEGMENT_CHARACTERS_MAX);
  return long ? `expected names of at most ${SEGMENT_CHARACTERS_MAX} characters` : undefined;
}

/** Two entries for one path are two answers to one question: which one counts depends on the reader. */
function judgeNames(names: readonly string[]): string | undefined {
  const kinds = new Map<string, 'file' | 'directory'>();
  for (const name of names) {
    // As a file system sees it that knows no difference of case or of composition.
    const path = name.normalize('NFC').toLowerCase().replace(/\/$/, '');
    if (kinds.has(path)) return `${quote(name)}: expected each path once`;
    kinds.set(path, name.endsWith('/') ? 'directory' : 'file');
  }
  for (const path of kinds.keys()) {
    const parents = path.split('/').slice(0, -1);
    const inFile = parents.some(
      (_, index) => kinds.get(parents.slice(0, index + 1).join('/')) === 'file',
    );
    if (inFile) return `${quote(path)}: expected a directory above it, found a file`;
  }
  return undefined;
}

/** A hostile name must not reach a terminal as it is. */
function quote(name: string): string {
  return JSON.stringify(name.slice(0, 120));
}
