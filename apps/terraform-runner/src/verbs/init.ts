import { runVerb, type Terraform, type VerbEnd } from './terraform.ts';

/**
 * Providers come from the image's mirror as the blueprint's lock file says; nothing is written into
 * it. Without the backend it prepares no more than `validate` needs.
 */
export function init(
  terraform: Terraform,
  options: { readonly backend: boolean },
): Promise<VerbEnd> {
  const backend = options.backend ? [] : ['-backend=false'];
  return runVerb(terraform, ['init', '-json', '-input=false', '-lockfile=readonly', ...backend]);
}
