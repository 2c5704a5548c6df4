import type { TerraformResult } from '@understudy/recovery-messages';
import { init } from '../verbs/init.ts';
import { validate } from '../verbs/validate.ts';
import { version } from '../verbs/version.ts';
import { describeDiagnostic } from '../progress/terraform-message.ts';
import type { Run } from './open-run.ts';
import { result, type FindingFact } from './results.ts';
import { refuseUndeclared } from './undeclared-variables.ts';
import { verbFailed } from './verb-failed.ts';

/** Looks at the blueprint alone: readable, whole, valid, with its providers in the image. No state. */
export async function runCheck(run: Run): Promise<TerraformResult> {
  const findings: FindingFact[] = [
    archiveFinding(run),
    verified('terraform', `Terraform ${await version(run.terraform)} answers.`),
  ];
  const prepared = await init(run.terraform, { backend: false });
  if (prepared.exitCode !== 0) return verbFailed(run, 'init', prepared);
  const { valid, diagnostics } = await validate(run.terraform);
  for (const one of diagnostics) {
    const mark = one.severity === 'error' ? 'failed' : 'unverified';
    findings.push({ check: 'blueprint', mark, words: describeDiagnostic(one) });
  }
  if (!valid) {
    const words = diagnostics.map(describeDiagnostic)[0] ?? 'without a reason';
    return result('refused', `BlueprintInvalid: ${words}`, {
      findings,
      next: 'Correct the blueprint, and package and upload it again.',
    });
  }
  findings.push(verified('blueprint', 'The blueprint is valid, and its providers are here.'));
  const refused = await refuseUndeclared(run, findings);
  if (refused !== undefined) return refused;
  const names = Object.keys(run.request.variables);
  if (names.length > 0) findings.push(verified('variables', `It declares ${names.join(', ')}.`));
  return result('checked', 'The blueprint is whole and valid; nothing was changed.', { findings });
}

/** What was found of the archive, for a check and a rehearsal. */
export function archiveFinding({ request, blueprint }: Run): FindingFact {
  const { bucket, key, versionId, sha256 } = request.blueprint;
  const where = `s3://${bucket}/${key}`;
  const found = `${blueprint.files.length} files, ${blueprint.bytes} bytes, SHA-256 ${blueprint.sha256}`;
  if (versionId === undefined && sha256 === undefined) {
    return {
      check: 'blueprint archive',
      mark: 'failed',
      words: `${where} (${found}) is pinned by neither a version nor a checksum: it cannot be applied.`,
      repair: `Name versionId ${blueprint.versionId ?? '<version>'} or sha256 ${blueprint.sha256} in the plan.`,
    };
  }
  return verified('blueprint archive', `${where}: ${found}.`);
}

export function verified(check: string, words: string): FindingFact {
  return { check, mark: 'verified', words };
}
