import {
  ENTRIES_MAX,
  FILE_BYTES_MAX,
  PATH_CHARACTERS_MAX,
  PATH_DEPTH_MAX,
  RATIO_COUNTS_FROM_BYTES,
  RATIO_MAX,
  UNPACKED_BYTES_MAX,
} from './archive-limits.ts';

/** One entry of an archive's directory, as it says of itself. */
export interface ArchiveEntry {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** The upper half of the external attributes: a mode, where a Unix tool made the archive. */
  readonly mode: number;
  readonly encrypted: boolean;
  readonly method: number;
}

/** What was accepted so far. */
export interface AcceptedEntries {
  readonly count: number;
  readonly unpackedBytes: number;
  /** Names in lower case, so that no file system can mix two up; with whether it is a folder. */
  readonly names: ReadonlyMap<string, 'file' | 'folder'>;
}

export type EntryJudgement =
  | {
      readonly accepted: true;
      readonly kind: 'file' | 'folder';
      readonly segments: readonly string[];
    }
  | { readonly accepted: false; readonly expected: string; readonly found: string };

export const NO_ENTRIES: AcceptedEntries = { count: 0, unpackedBytes: 0, names: new Map() };

const FILE_TYPE_MASK = 0o170000;
const REGULAR_FILE = 0o100000;
const FOLDER = 0o040000;

/** Stored and deflated: what every tool writes. */
const METHODS: readonly number[] = [0, 8];

/**
 * Names that would change what Terraform does: plug-ins and a backend's configuration beside the
 * blueprint, a state or a plan of somebody's machine, command-line configuration.
 */
const PLANTED =
  /^(?:\.terraform|\.terraformrc|terraform\.rc|.*\.tfstate(?:\..*)?|.*\.tfplan|.*\.plan)$/i;

/** Whether an entry may be extracted. Judged by its directory entry, before a byte is unpacked. */
export function judgeEntry(entry: ArchiveEntry, before: AcceptedEntries): EntryJudgement {
  const name = judgeName(entry.name);
  if (!name.accepted) return name;
  const refusal =
    judgeKind(entry, name.kind) ?? judgeSize(entry, before) ?? judgePlace(name, before);
  return refusal ?? name;
}

/** The accepted entries with one more. */
export function withEntry(
  before: AcceptedEntries,
  entry: ArchiveEntry,
  { kind, segments }: Extract<EntryJudgement, { readonly accepted: true }>,
): AcceptedEntries {
  const names = new Map(before.names);
  for (const depth of segments.keys()) {
    const key = keyOf(segments.slice(0, depth + 1));
    names.set(key, depth === segments.length - 1 ? kind : 'folder');
  }
  return {
    count: before.count + 1,
    unpackedBytes: before.unpackedBytes + entry.unpackedBytes,
    names,
  };
}

function judgeName(name: string): EntryJudgement {
  const refuse = (expected: string): EntryJudgement => refused(expected, JSON.stringify(name));
  if (name.length > PATH_CHARACTERS_MAX) {
    return refused(`paths of at most ${PATH_CHARACTERS_MAX} characters`, `${name.length}`);
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(name))
    return refuse('paths without control signs and backslashes');
  if (/^(?:\/|[A-Za-z]:)/.test(name)) return refuse('relative paths');
  const kind = name.endsWith('/') ? 'folder' : 'file';
  const segments = name.replace(/\/$/, '').split('/');
  if (segments.some((segment) => segment === '..')) return refuse('paths inside the archive');
  if (segments.some((segment) => segment === '' || segment === '.')) return refuse('plain paths');
  if (segments.length > PATH_DEPTH_MAX) return refuse(`at most ${PATH_DEPTH_MAX} folders deep`);
  const planted = segments.find((segment) => PLANTED.test(segment));
  if (planted !== undefined) return refuse(`a blueprint without ${planted}`);
  return { accepted: true, kind, segments };
}

function judgeKind(entry: ArchiveEntry, kind: 'file' | 'folder'): EntryJudgement | undefined {
  const type = entry.mode & FILE_TYPE_MASK;
  const expectedType = kind === 'folder' ? FOLDER : REGULAR_FILE;
  if (type !== 0 && type !== expectedType) {
    return refused('files and folders only', `${entry.name} with mode ${entry.mode.toString(8)}`);
  }
  if (entry.encrypted) return refused('an archive that is not encrypted', entry.name);
  if (!METHODS.includes(entry.method)) {
    return refused('stored or deflated entries', `${entry.name} with method ${entry.method}`);
  }
  return undefined;
}

function judgeSize(entry: ArchiveEntry, before: AcceptedEntries): EntryJudgement | undefined {
  const { name, packedBytes, unpackedBytes } = entry;
  if (before.count >= ENTRIES_MAX) return refused(`at most ${ENTRIES_MAX} entries`, 'more');
  if (unpackedBytes > FILE_BYTES_MAX) {
    return refused(`files of at most ${FILE_BYTES_MAX} bytes`, `${name} of ${unpackedBytes}`);
  }
  if (before.unpackedBytes + unpackedBytes > UNPACKED_BYTES_MAX) {
    return refused(`at most ${UNPACKED_BYTES_MAX} bytes unpacked`, `more, at ${name}`);
  }
  if (unpackedBytes > RATIO_COUNTS_FROM_BYTES && unpackedBytes > packedBytes * RATIO_MAX) {
    return refused(
      `files packed at most ${RATIO_MAX} times`,
      `${name}: ${packedBytes} bytes that become ${unpackedBytes}`,
    );
  }
  return undefined;
}

function judgePlace(
  { kind, segments }: Extract<EntryJudgement, { readonly accepted: true }>,
  { names }: AcceptedEntries,
): EntryJudgement | undefined {
  const name = segments.join('/');
  const known = names.get(keyOf(segments));
  if (known !== undefined && !(known === 'folder' && kind === 'folder')) {
    return refused('each name once', `${name} again`);
  }
  for (let depth = 1; depth < segments.length; depth++) {
    if (names.get(keyOf(segments.slice(0, depth))) === 'file') {
      return refused('each name once', `${name} inside a file`);
    }
  }
  return undefined;
}

function keyOf(segments: readonly string[]): string {
  return segments.join('/').normalize('NFC').toLowerCase();
}

function refused(expected: string, found: string): EntryJudgement {
  return { accepted: false, expected, found };
}
