import { runVerb, type Terraform, type VerbEnd, type Watching } from './terraform.ts';

/** Applies this very plan. Terraform refuses it when the state has moved since. */
export function apply(
  terraform: Terraform,
  planFile: string,
  watching: Watching,
): Promise<VerbEnd> {
  return runVerb(terraform, ['apply', '-json', '-input=false', planFile], watching);
}
