import { spawnSync } from 'node:child_process';

/** Whether Terraform is on this machine, and what its stand-in provider is built with. */
export function hasTerraform(): boolean {
  return [process.env['TERRAFORM_BINARY'] ?? 'terraform', 'go'].every(
    (command) => spawnSync(command, ['version'], { env: quietEnvironment() }).status === 0,
  );
}

/** This process's environment without a word to the network, and without anybody's credentials. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  const mine = Object.entries(process.env).filter(([name]) => !/^(?:AWS|TF)_/.test(name));
  return {
    ...Object.fromEntries(mine),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    TF_CLI_ARGS: '-no-color',
  };
}
