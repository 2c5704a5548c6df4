import { TerminalError } from '@understudy/errors';
import * as z from 'zod';

import type { DeployerSettings } from './settings.ts';

/** What the deployment puts into the function's environment (functions.yml). */
const Environment = z.object({
  AWS_REGION: z.string().min(1),
  UNDERSTUDY_STAGE: z.string().min(1),
  UNDERSTUDY_CLUSTER_KINDS: z
    .string()
    .transform((text) => text.split(',').map((kind) => kind.trim()))
    .pipe(z.array(z.string().regex(/^[A-Z][A-Za-z]+$/, 'expected kinds, like Namespace')).min(1)),
  LAMBDA_TASK_ROOT: z.string().min(1),
});

/** A function's environment: the process's own, or a simulated one's. */
export type Variables = Readonly<Record<string, string | undefined>>;

export function readDeployerSettings(variables: Variables = process.env): DeployerSettings {
  const parsed = Environment.safeParse(variables);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
    throw new TerminalError(
      'EnvironmentInvalid',
      `The function's environment is not complete; deploy it again with its functions.yml. ${problems.join('; ')}`,
    );
  }
  const { AWS_REGION, UNDERSTUDY_STAGE, UNDERSTUDY_CLUSTER_KINDS, LAMBDA_TASK_ROOT } = parsed.data;
  return {
    stage: UNDERSTUDY_STAGE,
    region: AWS_REGION,
    clusterKinds: UNDERSTUDY_CLUSTER_KINDS,
    packageRoot: LAMBDA_TASK_ROOT,
  };
}
