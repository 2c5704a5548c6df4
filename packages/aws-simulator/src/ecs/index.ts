export { createEcs } from './create-ecs.ts';
export type { Ecs, EcsOptions } from './create-ecs.ts';
export type { HostedTask, HostedTasks } from './hosted-task.ts';
export type { EcsTimings } from './ecs-store.ts';
