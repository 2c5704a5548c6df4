import type {
  HostedTask,
  HostedTasks,
  SimulatedAws,
  SimulatedRegion,
  SourceFunction,
} from '@understudy/aws-simulator';

import { createModelledTask } from './modelled-task.ts';

/** The modelled runner as a task, by the family of its definition. */
export function hostTask(
  tableName: string,
  runner: SourceFunction,
  options: {
    readonly world: () => { readonly aws: SimulatedAws };
    readonly changeTask?: (modelled: HostedTask) => HostedTask;
  },
): HostedTasks {
  const modelled = createModelledTask(runner, options.world);
  const task = options.changeTask?.(modelled) ?? modelled;
  return { tasks: new Map([[familyOf(tableName), task]]) };
}

/** What Terraform wrote down for CloudFormation: a network for the runner's task. */
export function identifiersOf(stage: string): Readonly<Record<string, string>> {
  return {
    [`/understudy/${stage}/terraform-runner/subnets`]: 'subnet-runner-a,subnet-runner-b',
    [`/understudy/${stage}/terraform-runner/security-group`]: 'sg-runner',
  };
}

/** The task's cluster, definition and role, where a package was made without them. */
export function addCalledTask(
  { roles, world }: Pick<SimulatedAws, 'roles' | 'world'>,
  { name, deploymentTarget }: SimulatedRegion,
  tableName: string,
): void {
  const { clusters } = deploymentTarget.perform('ecs', 'DescribeClusters', {
    clusters: [tableName],
  }) as { readonly clusters: readonly object[] };
  if (clusters.length > 0) return;
  const taskRole = `${tableName}-terraform-task-${name}`;
  const startRole = `${tableName}-terraform-start-${name}`;
  const Statement = [{ Effect: 'Allow', Action: ['lambda:*', 's3:GetObject'], Resource: ['*'] }];
  for (const roleName of [taskRole, startRole]) {
    roles.putRole({
      roleName,
      policies: roleName === taskRole ? [{ name: 'own', document: { Statement } }] : [],
      managedPolicyArns: [],
      trustedServices: ['ecs-tasks.amazonaws.com'],
    });
  }
  const arnOf = (role: string): string => `arn:aws:iam::${world.accountId}:role/${role}`;
  deploymentTarget.perform('ecs', 'CreateCluster', { clusterName: tableName });
  deploymentTarget.perform('ecs', 'RegisterTaskDefinition', {
    family: familyOf(tableName),
    taskRoleArn: arnOf(taskRole),
    executionRoleArn: arnOf(startRole),
    containerDefinitions: [{ name: 'terraform-runner', stopTimeout: 120 }],
  });
}

function familyOf(tableName: string): string {
  return `${tableName}-terraform-runner`;
}
