import { TerminalError } from '@understudy/errors';
import type { ArchiveLocation } from '@understudy/recovery-messages';
import { describeDiagnostic } from '../progress/terraform-message.ts';
import type { VerbEnd } from '../verbs/terraform.ts';

/** Codes of errors that acting again does not change: the answer is `refused`. */
export const REFUSED_CODES: readonly string[] = [
  'ArchiveRefused',
  'BackendWrong',
  'BlueprintInvalid',
  'BlueprintMissing',
  'BlueprintNotPinned',
  'ChecksumWrong',
  'LeaseHeldByAnother',
  'RequestInvalid',
  'StateOlder',
  'WrongRegion',
];

/** Codes of errors that mean that the time was over: nothing is lost, asking again goes on. */
export const INTERRUPTED_CODES: readonly string[] = ['Interrupted', 'OutOfTime'];

export function backendWrong(judgement: {
  readonly expected: string;
  readonly found: string;
}): TerminalError {
  const { expected, found } = judgement;
  return new TerminalError(
    'BackendWrong',
    `Blueprint's backend: expected ${expected}, found ${found}. Keep the state in the recovery ` +
      'region: correct backend.tf and package the blueprint again.',
    { fields: { expected, found } },
  );
}

export function stateOlder(judgement: {
  readonly expected: string;
  readonly found: string;
}): TerminalError {
  const { expected, found } = judgement;
  return new TerminalError(
    'StateOlder',
    `State: expected ${expected}, found ${found}. Put the newest version back (the bucket keeps ` +
      'versions, and copies beside the state).',
    { fields: { expected, found } },
  );
}

/** Errors named in a sentence; the findings have all of them. */
const NAMED_MAX = 3;

/** What Terraform says went wrong, with file and line, in one sentence. */
export function errorWords(end: Pick<VerbEnd, 'diagnostics' | 'stderr' | 'exitCode'>): string {
  const errors = end.diagnostics.filter(({ severity }) => severity === 'error');
  const said = errors.slice(0, NAMED_MAX).map(describeDiagnostic);
  const more = errors.length - said.length;
  if (said.length === 0) return end.stderr || `exit code ${end.exitCode ?? 'none'} without a word`;
  return `${said.join(' | ')}${more > 0 ? ` | and ${more} more` : ''}`;
}

/** What acts must be what was rehearsed: a version or a checksum says which archive that is. */
export function requirePinned({ bucket, key, versionId, sha256 }: ArchiveLocation): void {
  if (versionId !== undefined || sha256 !== undefined) return;
  throw new TerminalError(
    'BlueprintNotPinned',
    `Blueprint s3://${bucket}/${key}: expected a version or a SHA-256, found neither. ` +
      'Name one in the plan: only what was rehearsed is applied.',
    { fields: { bucket, key } },
  );
}
