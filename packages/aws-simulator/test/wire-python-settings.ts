/** Where python3 and aws are: `UNDERSTUDY_PYTHON_BIN` (a directory), else whatever the path finds. */
export function pythonCommand(name: 'python3' | 'aws'): string {
  const directory = process.env['UNDERSTUDY_PYTHON_BIN'];
  return directory === undefined || directory === '' ? name : `${directory}/${name}`;
}

/** The environment of a client: this one's, and made-up credentials in place of real ones. */
export function clientEnvironment(accessKeyId: string, region: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: '',
    AWS_DEFAULT_REGION: region,
    AWS_MAX_ATTEMPTS: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_PAGER: '',
  };
}
