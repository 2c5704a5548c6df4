import { captureVerb, type Terraform, type VerbEnd } from './terraform.ts';

/** Puts the mark back on a resource whose untainting did not help. */
export function taint(terraform: Terraform, address: string): Promise<VerbEnd> {
  return captureVerb(terraform, ['taint', '-no-color', '--', address]);
}
