import type * as sdk from '@aws-sdk/client-ecs';

import { AwsFault } from '../kernel/aws-fault.ts';
import { repositoryOf } from './task-start.ts';
import { stopTimeoutOf, type TaskDefinitionRecord } from './task.ts';
import type { EcsStore } from './ecs-store.ts';

/** documented. */
const DEFAULT_CLUSTER = 'default';

export function createCluster(
  store: EcsStore,
  input: sdk.CreateClusterCommandInput,
): sdk.CreateClusterResponse {
  const name = input.clusterName ?? DEFAULT_CLUSTER;
  store.clusters.add(name);
  return { cluster: describeCluster(store, name) };
}

export function describeClusters(
  store: EcsStore,
  input: sdk.DescribeClustersCommandInput,
): sdk.DescribeClustersResponse {
  const names = (input.clusters ?? [DEFAULT_CLUSTER]).map(clusterNameOf);
  return {
    clusters: names
      .filter((name) => store.clusters.has(name))
      .map((name) => describeCluster(store, name)),
    failures: names
      .filter((name) => !store.clusters.has(name))
      .map((name) => ({ arn: arnOf(store, `cluster/${name}`), reason: 'MISSING' })),
  };
}

export function registerTaskDefinition(
  store: EcsStore,
  input: sdk.RegisterTaskDefinitionCommandInput,
): sdk.RegisterTaskDefinitionResponse {
  const { family = '', containerDefinitions: containers = [] } = input;
  const [container] = containers;
  if (!container?.name || containers.length !== 1) {
    const message = 'The simulator runs tasks of exactly one container.';
    throw new AwsFault('ClientException', 400, message);
  }
  const revisions = store.definitions.get(family) ?? [];
  const revision = revisions.length + 1;
  const pairs = (container.environment ?? []).map(
    ({ name = '', value = '' }) => [name, value] as const,
  );
  const log = logOf(container);
  requireExecutionRole(input.executionRoleArn, { image: container.image, log });
  const record: TaskDefinitionRecord = {
    family,
    revision,
    arn: arnOf(store, `task-definition/${family}:${revision}`),
    taskRoleArn: input.taskRoleArn,
    executionRoleArn: input.executionRoleArn,
    containerName: container.name,
    image: container.image,
    log,
    environment: Object.fromEntries(pairs),
    stopTimeoutSeconds: stopTimeoutOf(container.stopTimeout),
    cpu: input.cpu ?? '256',
    memory: input.memory ?? '512',
  };
  store.definitions.set(family, [...revisions, record]);
  return { taskDefinition: describeDefinition(record) };
}

function logOf({ logConfiguration }: sdk.ContainerDefinition): TaskDefinitionRecord['log'] {
  const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix = '' } =
    logConfiguration?.options ?? {};
  return group === undefined ? undefined : { group, prefix };
}

/** documented, in ECS's words. */
function requireExecutionRole(
  executionRoleArn: string | undefined,
  { image, log }: Pick<TaskDefinitionRecord, 'image' | 'log'>,
): void {
  if (executionRoleArn !== undefined) return;
  const needs = 'Fargate requires task definition to have execution role ARN to support';
  if (image !== undefined && repositoryOf(image) !== undefined) {
    throw new AwsFault('ClientException', 400, `${needs} ECR images.`);
  }
  if (log !== undefined) {
    throw new AwsFault('ClientException', 400, `${needs} log driver awslogs.`);
  }
}

export function describeTaskDefinition(
  store: EcsStore,
  input: sdk.DescribeTaskDefinitionCommandInput,
): sdk.DescribeTaskDefinitionResponse {
  return { taskDefinition: describeDefinition(definitionOf(store, input.taskDefinition)) };
}

/** By family (the newest revision), `family:revision` or ARN. */
export function definitionOf(store: EcsStore, name: string | undefined): TaskDefinitionRecord {
  const found = findDefinition(store, name);
  if (found) return found;
  throw new AwsFault('ClientException', 400, 'Unable to describe task definition.');
}

export function findDefinition(
  { definitions }: EcsStore,
  name: string | undefined,
): TaskDefinitionRecord | undefined {
  const [family = '', revision] = (name ?? '').replace(/^.*task-definition\//, '').split(':');
  const revisions = definitions.get(family) ?? [];
  return revision === undefined
    ? revisions.at(-1)
    : revisions.find((each) => String(each.revision) === revision);
}

export function clusterArnOf(store: EcsStore, cluster: string | undefined): string {
  const name = clusterNameOf(cluster);
  if (store.clusters.has(name)) return arnOf(store, `cluster/${name}`);
  throw new AwsFault('ClusterNotFoundException', 400, 'Cluster not found.');
}

export function clusterNameOf(cluster: string | undefined): string {
  return (cluster ?? DEFAULT_CLUSTER).replace(/^.*cluster\//, '');
}

export function arnOf({ world, region }: EcsStore, resource: string): string {
  return `arn:aws:ecs:${region}:${world.accountId}:${resource}`;
}

function describeCluster(store: EcsStore, name: string): sdk.Cluster {
  return { clusterArn: arnOf(store, `cluster/${name}`), clusterName: name, status: 'ACTIVE' };
}

function describeDefinition(record: TaskDefinitionRecord): sdk.TaskDefinition {
  const environment = Object.entries(record.environment).map(([name, value]) => ({ name, value }));
  return {
    taskDefinitionArn: record.arn,
    family: record.family,
    revision: record.revision,
    status: 'ACTIVE',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: record.cpu,
    memory: record.memory,
    containerDefinitions: [{ name: record.containerName, environment }],
    ...(record.taskRoleArn === undefined ? {} : { taskRoleArn: record.taskRoleArn }),
    ...(record.executionRoleArn === undefined ? {} : { executionRoleArn: record.executionRoleArn }),
  };
}
