/** Where Terraform is: `TERRAFORM_BINARY`, else whatever the path finds. */
export function terraformCommand(): string {
  return process.env['TERRAFORM_BINARY'] ?? 'terraform';
}

/** A small environment of its own: nothing of this machine's AWS or Terraform settings leaks in. */
export function terraformEnvironment(endpoint: string, directory: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: directory,
    AWS_ACCESS_KEY_ID: 'AKIAJUPITER',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_S3: endpoint,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
  };
}
