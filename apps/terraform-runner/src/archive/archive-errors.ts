import { TerminalError } from '@understudy/errors';

/** The archive holds no blueprint that may be applied: acting again changes nothing. */
export function archiveRefused(words: string): TerminalError {
  return new TerminalError(
    'ArchiveRefused',
    `Blueprint: ${words}. Package it again (scripts/package-blueprint) and upload it.`,
  );
}

/** Codes of the system that mean that nothing more can be written here. */
const FULL: readonly string[] = ['ENOSPC', 'EFBIG', 'EDQUOT'];

/** An error of the file system, as one of ours. */
export function diskError(thrown: unknown, doing: string): unknown {
  const code = [thrown, thrown instanceof Error ? thrown.cause : undefined]
    .map(codeOf)
    .find((one) => FULL.includes(one));
  if (code === undefined) return thrown;
  return new TerminalError(
    'DiskFull',
    `${doing}: expected room on the disk, found none (${code}). Give the function more ` +
      'ephemeral storage.',
    { cause: thrown, fields: { code } },
  );
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error ? String(Reflect.get(thrown, 'code')) : '';
}
