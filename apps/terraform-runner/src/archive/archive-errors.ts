import { TerminalError } from '@understudy/errors';

const WHAT_TO_DO = 'Package the blueprint again (scripts/package-blueprint) and upload it.';

/** The archive is not one that may be extracted: acting again changes nothing. */
export function archiveInvalid(expected: string, found: string, cause?: unknown): TerminalError {
  return new TerminalError(
    'ArchiveInvalid',
    `Blueprint: expected ${expected}, found ${found}. ${WHAT_TO_DO}`,
    { cause, fields: { expected, found } },
  );
}

/** Codes of the system that mean that nothing more can be written here. */
const FULL: readonly string[] = ['ENOSPC', 'EFBIG', 'EDQUOT'];

/** An error of the file system, as one of ours. */
export function diskError(thrown: unknown, doing: string): unknown {
  const code: unknown =
    typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'code') : undefined;
  if (typeof code !== 'string' || !FULL.includes(code)) return thrown;
  return new TerminalError(
    'DiskFull',
    `${doing}: expected room on the disk, found none (${code}). Give the function more ` +
      'ephemeral storage.',
    { cause: thrown, fields: { code } },
  );
}
