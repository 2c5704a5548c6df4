import { captureVerb, type Terraform, type VerbEnd } from './terraform.ts';

/** Takes the mark of an interrupted creation off a resource. */
export function untaint(terraform: Terraform, address: string): Promise<VerbEnd> {
  return captureVerb(terraform, ['untaint', '-no-color', '--', address]);
}
