import type { ApiCall, OperationOf, SimulatedService, World } from '../kernel/world.ts';
import type { CallerDirectory } from '../lambda/caller-directory.ts';
import type { FunctionLogs } from '../lambda/function-log.ts';
import {
  createCluster,
  describeClusters,
  describeTaskDefinition,
  registerTaskDefinition,
} from './definition-operations.ts';
import type { HostedTasks } from './hosted-task.ts';
import { requirementsOf } from './requirements.ts';
import { describeTasks, listTasks, runTask, stopTask } from './task-operations.ts';
import type { TaskRecord } from './task.ts';
import { createEcsTimings, type EcsStore, type EcsTimings } from './ecs-store.ts';
import { lose } from './tasks.ts';

export interface EcsOptions {
  /** Default: the field's distribution. */
  readonly timings?: EcsTimings;
  /** What the containers do; without, no task starts. */
  readonly hosted?: HostedTasks;
  readonly callers?: CallerDirectory;
  /** Default: every role may be assumed. */
  readonly trusts?: EcsStore['trusts'];
  /** Where containers' words go, by the family of their definition. */
  readonly logs?: FunctionLogs;
}

/** ECS of one region: clusters and task definitions as names, tasks on Fargate as hosted functions. */
export interface Ecs extends SimulatedService {
  /** Every task that was ever run, the oldest first. */
  readonly tasks: readonly TaskRecord[];
}

export function createEcs(world: World, region: string, options: EcsOptions = {}): Ecs {
  const store: EcsStore = {
    world,
    region,
    clusters: new Set(),
    definitions: new Map(),
    tasks: new Map(),
    tokens: new Map(),
    timings: options.timings ?? createEcsTimings(world.random.fork(`ecs ${region}`)),
    hosted: options.hosted,
    callers: options.callers,
    trusts: options.trusts,
    logs: options.logs,
  };
  world.outages.onChange(() => {
    if (world.outages.serves(region)) return;
    const running = [...store.tasks.values()].filter(({ status }) => status === 'RUNNING');
    for (const task of running) lose(store, task);
  });
  return {
    name: 'ecs',
    operations: operationsOf(store),
    requirements: (call) => requirementsOf(store, call),
    get tasks() {
      return [...store.tasks.values()];
    },
  };
}

function operationsOf(store: EcsStore): Readonly<Record<string, OperationOf>> {
  const bound =
    <Input>(operation: (store: EcsStore, input: Input, call: ApiCall) => unknown): OperationOf =>
    (input: never, call) =>
      operation(store, input, call);
  return {
    CreateCluster: bound(createCluster),
    DescribeClusters: bound(describeClusters),
    RegisterTaskDefinition: bound(registerTaskDefinition),
    DescribeTaskDefinition: bound(describeTaskDefinition),
    RunTask: bound(runTask),
    DescribeTasks: bound(describeTasks),
    ListTasks: bound(listTasks),
    StopTask: bound(stopTask),
  };
}
