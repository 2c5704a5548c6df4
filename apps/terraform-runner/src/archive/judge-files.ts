import { REQUIRED_FILES } from './archive-limits.ts';

/**
 * Names that would change what Terraform does: plug-ins and a backend's settings beside the
 * blueprint, a state or a plan of somebody's machine, settings of the command line.
 */
const PLANTED =
  /^(?:\.terraform|\.terraformrc|terraform\.rc|.*\.tfstate(?:\..*)?|.*\.tfplan|.*\.tfquery\.hcl)$/i;

/** Why these files are no blueprint, in words; or undefined. */
export function judgeFiles(files: readonly string[]): string | undefined {
  const planted = files.find((file) => file.split('/').some((part) => PLANTED.test(part)));
  if (planted !== undefined) {
    return `expected nothing but the blueprint, found ${JSON.stringify(planted.slice(0, 120))}`;
  }
  const missing = REQUIRED_FILES.filter((name) => !files.includes(name));
  if (missing.length === 0) return undefined;
  return `expected the files ${REQUIRED_FILES.join(', ')}, found no ${missing.join(', no ')}`;
}
