import { captureVerb, type Terraform, type VerbEnd } from './terraform.ts';

/** Removes the lock with this id, and no other: Terraform compares it with the one that is there. */
export function forceUnlock(terraform: Terraform, lockId: string): Promise<VerbEnd> {
  return captureVerb(terraform, ['force-unlock', '-no-color', '-force', '--', lockId]);
}
