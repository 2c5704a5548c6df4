import { spawnSync } from 'node:child_process';

/** The one of `TERRAFORM_BINARY` (scripts/terraform-binary), else of the path. */
export const TERRAFORM = process.env['TERRAFORM_BINARY'] ?? 'terraform';

/** Nothing of this process's environment but where programs are. */
export function terraformEnvironment(
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    TF_CLI_ARGS: '-no-color',
    ...more,
  };
}

export function hasTerraform(): boolean {
  return spawnSync(TERRAFORM, ['version'], { env: terraformEnvironment() }).status === 0;
}
