import { homedir, userInfo } from 'node:os';
import path from 'node:path';

/** What the environment says; flags say more. The only reader of it. */
export interface Settings {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  /** Set by the flag: it then counts for every service, also where the environment names one. */
  readonly endpointFlag?: string;
  readonly stage: string;
  /** What the flag or the environment said of the stage; absent: each part has its own default. */
  readonly stageSaid?: string;
  /** NO_COLOR (no-color.org): any value that is not empty. */
  readonly color: boolean;
  /** Where journals and records of local runs are kept. */
  readonly stateDirectory: string;
  /** Who gives orders: kept beside them. */
  readonly person: string;
  /** The packaged functions that demo and simulator deploy, when they stand elsewhere. */
  readonly packageDirectory: string | undefined;
  /** Where programs are looked for: Terraform, for a demo that uses the real one. */
  readonly searchPath: string;
}

/** The document's names are those of this stage. */
const STAGE_DEFAULT = 'prod';

export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const stage = env['UNDERSTUDY_STAGE'] || undefined;
  const stateHome = env['XDG_STATE_HOME'] ?? path.join(homedir(), '.local', 'state');
  return {
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'],
    endpoint: env['AWS_ENDPOINT_URL'],
    stage: stage ?? STAGE_DEFAULT,
    ...(stage === undefined ? {} : { stageSaid: stage }),
    color: !env['NO_COLOR'],
    stateDirectory: path.join(stateHome, 'understudy'),
    person: env['UNDERSTUDY_PERSON'] ?? userInfo().username,
    packageDirectory: env['UNDERSTUDY_PACKAGE'],
    searchPath: env['PATH'] ?? '',
  };
}
