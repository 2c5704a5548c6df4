import { readEnvironment, type Variables } from '@understudy/lambda-middleware';
import * as z from 'zod';

import { passedOn, secretsOf } from './process/child-environment.ts';

const Environment = z.object({
  AWS_REGION: z.string().min(1),
  UNDERSTUDY_TABLE: z.string().min(1),
  TERRAFORM_BINARY: z.string().min(1).default('terraform'),
  /** The providers that the image carries; absent: built-in ones only. Nothing is downloaded. */
  UNDERSTUDY_TERRAFORM_MIRROR: z.string().min(1).optional(),
  UNDERSTUDY_WORK_DIRECTORY: z.string().min(1).default('/tmp'),
  AWS_ENDPOINT_URL: z.url().optional(),
});

/** What the runner is told by its deployment. Complete. */
export interface RunnerSettings {
  /** The region that is built: where the blueprint, the state and the table are. */
  readonly region: string;
  readonly table: string;
  readonly terraformBinary: string;
  readonly mirrorDirectory?: string;
  readonly workDirectory: string;
  /** Another way to AWS: a simulator's, a test's. */
  readonly endpoint?: string;
  /** What Terraform is given of the environment. */
  readonly passedOn: Readonly<Record<string, string>>;
  /** What must never be shown. */
  readonly secrets: readonly string[];
}

/** All problems at once, at the cold start. */
export function readRunnerSettings(variables: Variables = process.env): RunnerSettings {
  const env = readEnvironment(Environment, variables);
  return {
    region: env.AWS_REGION,
    table: env.UNDERSTUDY_TABLE,
    terraformBinary: env.TERRAFORM_BINARY,
    workDirectory: env.UNDERSTUDY_WORK_DIRECTORY,
    passedOn: passedOn(variables),
    secrets: secretsOf(variables),
    ...(env.UNDERSTUDY_TERRAFORM_MIRROR === undefined
      ? {}
      : { mirrorDirectory: env.UNDERSTUDY_TERRAFORM_MIRROR }),
    ...(env.AWS_ENDPOINT_URL === undefined ? {} : { endpoint: env.AWS_ENDPOINT_URL }),
  };
}
