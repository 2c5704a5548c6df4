import { captureVerb, type Terraform, type VerbEnd } from './terraform.ts';

/** Takes a resource that exists into the state, so that the plan does not make it again. */
export function importResource(
  terraform: Terraform,
  options: {
    readonly address: string;
    readonly id: string;
    readonly variablesFile: string;
  },
): Promise<VerbEnd> {
  const { address, id, variablesFile } = options;
  return captureVerb(terraform, [
    'import',
    '-no-color',
    '-input=false',
    `-var-file=${variablesFile}`,
    '--',
    address,
    id,
  ]);
}
