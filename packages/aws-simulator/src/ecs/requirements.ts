import type { ApiCall, Requirement } from '../kernel/world.ts';
import { arnOf, clusterNameOf, findDefinition } from './definition-operations.ts';
import type { EcsStore } from './ecs-store.ts';

interface Asked {
  readonly cluster?: string;
  readonly task?: string;
  readonly tasks?: readonly string[];
  readonly taskDefinition?: string;
}

/** documented: running names the definition, asking and stopping the task; its roles are passed. */
export function requirementsOf(store: EcsStore, call: ApiCall): readonly Requirement[] {
  const asked = (call.input ?? {}) as Asked;
  const conditionKeys = { 'ecs:cluster': arnOf(store, `cluster/${clusterNameOf(asked.cluster)}`) };
  const own = (resource: string): Requirement => ({
    action: `ecs:${call.operation}`,
    resource,
    conditionKeys,
  });
  switch (call.operation) {
    case 'RunTask':
      return runRequirements(store, asked, own);
    case 'DescribeTasks':
      return (asked.tasks ?? []).map((task) => own(taskArnOf(store, asked, task)));
    case 'StopTask':
      return [own(taskArnOf(store, asked, asked.task ?? ''))];
    case 'DescribeClusters':
      return [own(conditionKeys['ecs:cluster'])];
    default:
      return [own('*')];
  }
}

function runRequirements(
  store: EcsStore,
  asked: Asked,
  own: (resource: string) => Requirement,
): readonly Requirement[] {
  const definition = findDefinition(store, asked.taskDefinition);
  const name = (asked.taskDefinition ?? '').replace(/^.*task-definition\//, '');
  const run = own(definition?.arn ?? arnOf(store, `task-definition/${name}`));
  const roles = [definition?.taskRoleArn, definition?.executionRoleArn];
  const passed = roles.filter((role) => role !== undefined);
  return [
    run,
    ...[...new Set(passed)].map((resource) => ({
      action: 'iam:PassRole',
      resource,
      conditionKeys: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    })),
  ];
}

function taskArnOf(store: EcsStore, { cluster }: Asked, task: string): string {
  return task.startsWith('arn:') ? task : arnOf(store, `task/${clusterNameOf(cluster)}/${task}`);
}
