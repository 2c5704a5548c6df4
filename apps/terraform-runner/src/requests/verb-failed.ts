import type { TerraformResult } from '@understudy/recovery-messages';
import type { VerbEnd } from '../verbs/terraform.ts';
import type { Run } from './open-run.ts';
import { errorWords } from './refusals.ts';
import { result, type FindingFact } from './results.ts';
import { describeDiagnostic } from '../progress/terraform-message.ts';

/** The answer when a verb before the apply did not end well: nothing was changed by it. */
export function verbFailed(run: Run, verb: string, end: VerbEnd): TerraformResult {
  if (end.interrupted) {
    return result('interrupted', `Stopped in time during ${verb}; nothing was changed.`, {
      next: 'Ask again: it starts from the beginning.',
    });
  }
  const findings = errorsOf(end);
  if (isBlueprintsFault(end)) {
    return result('refused', `BlueprintInvalid: terraform ${verb}: ${errorWords(end)}`, {
      findings,
      next: 'Correct the blueprint, and package and upload it again.',
    });
  }
  return result('failed', `terraform ${verb}: ${errorWords(end)}`, {
    findings,
    next: `Look at what it says; \`terraform ${verb}\` in the blueprint's directory says the same.`,
  });
}

/** Errors that name a place in the blueprint are its own: asking again finds them again. */
function isBlueprintsFault({ diagnostics }: VerbEnd): boolean {
  return diagnostics.some(({ severity, range }) => severity === 'error' && range !== undefined);
}

export function errorsOf({ diagnostics }: Pick<VerbEnd, 'diagnostics'>): readonly FindingFact[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((one) => ({
      check: `terraform: ${one.summary}`.slice(0, 256),
      mark: 'failed',
      words: describeDiagnostic(one),
    }));
}
