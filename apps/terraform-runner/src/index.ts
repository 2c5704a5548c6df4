// What the operator's command hosts on a person's machine. Nothing else imports an app.
export { createOutside } from './dependencies.ts';
export { runTask } from './fargate/run-task.ts';
export { readTaskSettings } from './fargate/task-settings.ts';
export type { Outside } from './outside.ts';
export type { ProgressLine } from './progress/describe-message.ts';
export { serveRequest } from './serve-request.ts';
export { readRunnerSettings } from './settings.ts';
export type { RunnerSettings } from './settings.ts';
