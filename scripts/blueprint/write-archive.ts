import { createHash } from 'node:crypto';

import { zipSync, type Zippable } from 'fflate';

import type { BlueprintFiles } from './blueprint.ts';

export interface Archive {
  readonly bytes: Uint8Array;
  /** Of the whole archive, hexadecimal: what a plan pins. */
  readonly sha256: string;
}

/** Zips know no time before 1980, and none here: the same files give the same bytes. */
const ZIP_EPOCH_YEAR = 1980;
const UNIX = 3;
/** A regular file that its owner may read and write; a script may be run as well. */
const MODES = { file: 0o100600, script: 0o100700 } as const;

export function writeArchive(files: BlueprintFiles): Archive {
  const mtime = new Date(ZIP_EPOCH_YEAR, 0, 1);
  const entries: Zippable = Object.fromEntries(
    [...files]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, text]) => {
        const mode = name.endsWith('.sh') ? MODES.script : MODES.file;
        // The mode stands in the upper half of 32 unsigned bits.
        const attrs = mode * 2 ** 16;
        return [name, [Buffer.from(text), { mtime, os: UNIX, attrs, level: 9 }]];
      }),
  );
  const bytes = zipSync(entries);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
