import type * as sdk from '@aws-sdk/client-ecs';

import { AwsFault } from '../kernel/aws-fault.ts';
import { originOf } from '../kernel/origin.ts';
import type { ApiCall } from '../kernel/world.ts';
import { clusterArnOf, definitionOf } from './definition-operations.ts';
import { roleNameOf } from './task-start.ts';
import type { EcsStore } from './ecs-store.ts';
import { launch, stop } from './tasks.ts';
import type { TaskDefinitionRecord, TaskRecord } from './task.ts';

/** documented: tasks of one request of RunTask, and of DescribeTasks. */
const TASKS_PER_RUN_MAX = 10;
const TASKS_PER_QUESTION_MAX = 100;

/** documented: all overrides together, as JSON. */
export const OVERRIDES_CHARACTERS_MAX = 8_192;

/** documented: how long a stopped task can still be described. */
const STOPPED_KEPT_MS = 60 * 60_000;

export function runTask(
  store: EcsStore,
  input: sdk.RunTaskCommandInput,
  call: ApiCall,
): sdk.RunTaskResponse {
  const clusterArn = clusterArnOf(store, input.cluster);
  const definition = definitionOf(store, input.taskDefinition);
  const count = input.count ?? 1;
  if (!(count >= 1 && count <= TASKS_PER_RUN_MAX)) {
    throw invalidParameter(`count must be between 1 and ${TASKS_PER_RUN_MAX}`);
  }
  requireFargate(input);
  requireRoles(store, definition);
  const environment = environmentOf(definition, input.overrides);
  const asked = JSON.stringify({ ...input, clientToken: undefined });
  const token = input.clientToken;
  const known = token === undefined ? undefined : store.tokens.get(token);
  if (known && known.asked !== asked) {
    const message = 'The RunTask request could not be processed due to conflicts.';
    throw new AwsFault('ConflictException', 400, message, { resourceIds: known.taskArns });
  }
  // documented: the same token and request again is the same tasks.
  if (known) return { tasks: known.taskArns.flatMap((arn) => rendered(store, arn)), failures: [] };
  const tasks = Array.from({ length: count }, () =>
    createTask(store, { clusterArn, definition, environment, input, call }),
  );
  const taskArns = tasks.map(({ arn }) => arn);
  if (token !== undefined) store.tokens.set(token, { asked, taskArns });
  return { tasks: tasks.map((task) => render(task)), failures: [] };
}

export function describeTasks(
  store: EcsStore,
  input: sdk.DescribeTasksCommandInput,
): sdk.DescribeTasksResponse {
  clusterArnOf(store, input.cluster);
  const asked = input.tasks ?? [];
  if (asked.length === 0 || asked.length > TASKS_PER_QUESTION_MAX) {
    throw invalidParameter(`Tasks must be 1 to ${TASKS_PER_QUESTION_MAX}`);
  }
  const found = asked.map((name) => ({ name, task: findTask(store, name) }));
  return {
    tasks: found.flatMap(({ task }) => (task ? [render(task)] : [])),
    failures: found.flatMap(({ name, task }) =>
      task ? [] : [{ arn: taskArnOf(store, input.cluster, name), reason: 'MISSING' }],
    ),
  };
}

/** documented: those that are to run; every filter that is given must fit. */
export function listTasks(
  store: EcsStore,
  input: sdk.ListTasksCommandInput,
): sdk.ListTasksResponse {
  const clusterArn = clusterArnOf(store, input.cluster);
  const { startedBy, family, desiredStatus = 'RUNNING' } = input;
  const found = [...store.tasks.values()].filter(
    (task) =>
      task.clusterArn === clusterArn &&
      task.desiredStatus === desiredStatus &&
      (startedBy === undefined || task.startedBy === startedBy) &&
      (family === undefined || task.definition.family === family),
  );
  return { taskArns: found.map(({ arn }) => arn) };
}

export function stopTask(store: EcsStore, input: sdk.StopTaskCommandInput): sdk.StopTaskResponse {
  clusterArnOf(store, input.cluster);
  const task = findTask(store, input.task ?? '');
  if (!task) throw invalidParameter('The referenced task was not found.');
  stop(store, task, input.reason ?? 'Task stopped by user');
  return { task: render(task) };
}

/** documented, in ECS's words. */
function requireRoles(
  { trusts }: EcsStore,
  { taskRoleArn, executionRoleArn }: TaskDefinitionRecord,
): void {
  for (const role of [taskRoleArn, executionRoleArn]) {
    if (role === undefined || !trusts || trusts(roleNameOf(role), 'ecs-tasks.amazonaws.com'))
      continue;
    const message = `ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
    throw new AwsFault('ClientException', 400, message);
  }
}

function requireFargate(input: sdk.RunTaskCommandInput): void {
  if (input.launchType !== undefined && input.launchType !== 'FARGATE') {
    throw invalidParameter(`The simulator runs tasks on FARGATE, not on ${input.launchType}.`);
  }
  if ((input.networkConfiguration?.awsvpcConfiguration?.subnets ?? []).length === 0) {
    throw invalidParameter(
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
}

function environmentOf(
  definition: TaskDefinitionRecord,
  overrides: sdk.TaskOverride | undefined,
): Readonly<Record<string, string>> {
  if (JSON.stringify(overrides ?? {}).length > OVERRIDES_CHARACTERS_MAX) {
    throw invalidParameter(
      `Container Overrides length must be at most ${OVERRIDES_CHARACTERS_MAX}`,
    );
  }
  const changed = overrides?.containerOverrides ?? [];
  const stranger = changed.find(({ name }) => name !== definition.containerName);
  if (stranger) {
    throw invalidParameter(
      `Override for container named ${String(stranger.name)} is not a container in the TaskDefinition.`,
    );
  }
  const pairs = changed.flatMap(({ environment = [] }) =>
    environment.map(({ name = '', value = '' }) => [name, value] as const),
  );
  return { ...definition.environment, ...Object.fromEntries(pairs) };
}

function createTask(
  store: EcsStore,
  {
    clusterArn,
    definition,
    environment,
    input,
    call,
  }: Pick<TaskRecord, 'clusterArn' | 'definition' | 'environment'> & {
    readonly input: sdk.RunTaskCommandInput;
    readonly call: ApiCall;
  },
): TaskRecord {
  const id = store.world.random.hex(32);
  const tags = (input.tags ?? []).map(({ key = '', value = '' }) => [key, value] as const);
  const task: TaskRecord = {
    id,
    arn: `${clusterArn.replace(':cluster/', ':task/')}/${id}`,
    clusterArn,
    definition,
    environment,
    startedBy: input.startedBy,
    tags: Object.fromEntries(tags),
    createdAt: store.world.clock.now(),
    origin: originOf(call),
    terminate: new AbortController(),
    status: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    startedAt: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
    exitCode: undefined,
  };
  store.tasks.set(task.arn, task);
  launch(store, task);
  return task;
}

/** By ARN or id; a stopped one for an hour. */
function findTask({ tasks, world }: EcsStore, name: string): TaskRecord | undefined {
  const task = tasks.get(name) ?? [...tasks.values()].find(({ id }) => id === name);
  const isForgotten =
    task?.stoppedAt !== undefined && world.clock.now() - task.stoppedAt > STOPPED_KEPT_MS;
  return isForgotten ? undefined : task;
}

function rendered(store: EcsStore, arn: string): sdk.Task[] {
  const task = store.tasks.get(arn);
  return task ? [render(task)] : [];
}

function taskArnOf(store: EcsStore, cluster: string | undefined, name: string): string {
  if (name.startsWith('arn:')) return name;
  return `${clusterArnOf(store, cluster).replace(':cluster/', ':task/')}/${name}`;
}

function render(task: TaskRecord): sdk.Task {
  const { definition } = task;
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: definition.arn,
    lastStatus: task.status,
    desiredStatus: task.desiredStatus,
    launchType: 'FARGATE',
    cpu: definition.cpu,
    memory: definition.memory,
    group: `family:${definition.family}`,
    createdAt: new Date(task.createdAt),
    tags: Object.entries(task.tags).map(([key, value]) => ({ key, value })),
    containers: [
      {
        name: definition.containerName,
        lastStatus: task.status,
        ...(task.exitCode === undefined ? {} : { exitCode: task.exitCode }),
      },
    ],
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
    ...(task.startedAt === undefined ? {} : { startedAt: new Date(task.startedAt) }),
    ...(task.stoppingAt === undefined ? {} : { stoppingAt: new Date(task.stoppingAt) }),
    ...(task.stoppedAt === undefined ? {} : { stoppedAt: new Date(task.stoppedAt) }),
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode }),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
  };
}

function invalidParameter(message: string): AwsFault {
  return new AwsFault('InvalidParameterException', 400, message);
}
