import type { Variables } from '@understudy/lambda-middleware';

import { RUN_MARKER } from './end-descendants.ts';

/** What Terraform needs of this function's environment to reach AWS; nothing else is passed on. */
const PASSED_ON = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_S3',
  'AWS_CA_BUNDLE',
  'SSL_CERT_FILE',
] as const;

/** Of these, the values that must never be shown. */
const SECRET = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_ACCESS_KEY_ID',
] as const;

/** The process's environment, cut down to what Terraform is given. */
export function passedOn(variables: Variables): Readonly<Record<string, string>> {
  const entries = PASSED_ON.map((name) => [name, variables[name]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [(typeof PASSED_ON)[number], string] => !!entry[1]),
  );
}

/** Values that are masked wherever they turn up: of the whole environment, passed on or not. */
export function secretsOf(variables: Variables): readonly string[] {
  const named = Object.entries(variables)
    .filter(([name]) => /SECRET|PASSWORD|TOKEN|PRIVATE_KEY/.test(name))
    .map(([, value]) => value);
  return [...SECRET.map((name) => variables[name]), ...named].filter(
    (value) => !!value,
  ) as string[];
}

export interface TerraformSurroundings {
  readonly region: string;
  /** What `passedOn` took. */
  readonly passedOn: Readonly<Record<string, string>>;
  readonly dataDirectory: string;
  readonly homeDirectory: string;
  readonly configFile: string;
  /** Names this run in all its children. */
  readonly marker: string;
}

/** All of Terraform's environment. */
export function terraformEnvironment(
  around: TerraformSurroundings,
): Readonly<Record<string, string>> {
  return {
    ...around.passedOn,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: around.homeDirectory,
    TMPDIR: around.homeDirectory,
    AWS_REGION: around.region,
    AWS_DEFAULT_REGION: around.region,
    // Neither the global endpoint of STS nor a metadata service is on the path of a disaster.
    AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    AWS_EC2_METADATA_DISABLED: 'true',
    TF_CLI_CONFIG_FILE: around.configFile,
    TF_DATA_DIR: around.dataDirectory,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    [RUN_MARKER]: around.marker,
  };
}
