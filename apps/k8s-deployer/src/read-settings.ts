import { readEnvironment, type Variables } from '@understudy/lambda-middleware';
import * as z from 'zod';

import type { DeployerSettings } from './settings.ts';

/** What the deployment puts into the function's environment (functions.yml). */
const Environment = z.object({
  AWS_REGION: z.string().min(1),
  UNDERSTUDY_CLUSTER_KINDS: z
    .string()
    .transform((text) => text.split(',').map((kind) => kind.trim()))
    .pipe(z.array(z.string().regex(/^[A-Z][A-Za-z]+$/, 'expected kinds, like Namespace')).min(1)),
  LAMBDA_TASK_ROOT: z.string().min(1),
});

export function readDeployerSettings(variables: Variables = process.env): DeployerSettings {
  const { AWS_REGION, UNDERSTUDY_CLUSTER_KINDS, LAMBDA_TASK_ROOT } = readEnvironment(
    Environment,
    variables,
  );
  return {
    region: AWS_REGION,
    clusterKinds: UNDERSTUDY_CLUSTER_KINDS,
    packageRoot: LAMBDA_TASK_ROOT,
  };
}
