import { TerminalError } from '@understudy/errors';

import type { RunnerTask } from './settings.ts';

/** All of them or none: half a place for a task is a deployment gone wrong. */
const NAMES = {
  cluster: 'UNDERSTUDY_TERRAFORM_CLUSTER',
  taskDefinition: 'UNDERSTUDY_TERRAFORM_TASK',
  subnets: 'UNDERSTUDY_TERRAFORM_SUBNETS',
  securityGroup: 'UNDERSTUDY_TERRAFORM_SECURITY_GROUP',
} as const;

/** Where terraform-runner runs as a task, as functions.yml says it; undefined: nowhere. */
export function readRunnerTask(
  variables: Readonly<Record<string, string | undefined>>,
): RunnerTask | undefined {
  const said = Object.values(NAMES).filter((name) => (variables[name] ?? '') !== '');
  if (said.length === 0) return undefined;
  const missing = Object.values(NAMES).filter((name) => !said.includes(name));
  if (missing.length > 0) {
    throw new TerminalError(
      'EnvironmentInvalid',
      `expected ${Object.values(NAMES).join(', ')}, all of them or none, found no ` +
        `${missing.join(', ')}; deploy it again with its functions.yml`,
      { fields: { missing: missing.join(', ') } },
    );
  }
  const read = (name: string): string => variables[name] ?? '';
  return {
    cluster: read(NAMES.cluster),
    taskDefinition: read(NAMES.taskDefinition),
    subnetIds: read(NAMES.subnets).split(','),
    securityGroupIds: [read(NAMES.securityGroup)],
    publicAddress: true,
  };
}
