import type { Origin } from '../kernel/origin.ts';

/** documented: a task's life, in this order. */
export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEPROVISIONING' | 'STOPPED';

export type StopCode = 'EssentialContainerExited' | 'UserInitiated' | 'TaskFailedToStart';

export interface TaskDefinitionRecord {
  readonly family: string;
  readonly revision: number;
  readonly arn: string;
  readonly taskRoleArn: string | undefined;
  readonly executionRoleArn: string | undefined;
  readonly containerName: string;
  /** As the definition names it; undefined in a definition that only a test makes. */
  readonly image: string | undefined;
  /** Where awslogs writes; undefined: the container's words are kept nowhere. */
  readonly log: { readonly group: string; readonly prefix: string } | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly stopTimeoutSeconds: number;
  readonly cpu: string;
  readonly memory: string;
}

export interface TaskRecord {
  readonly arn: string;
  readonly id: string;
  readonly clusterArn: string;
  readonly definition: TaskDefinitionRecord;
  readonly environment: Readonly<Record<string, string>>;
  readonly startedBy: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly origin: Origin;
  /** SIGTERM. */
  readonly terminate: AbortController;
  status: TaskStatus;
  desiredStatus: 'RUNNING' | 'STOPPED';
  startedAt: number | undefined;
  stoppingAt: number | undefined;
  stoppedAt: number | undefined;
  stopCode: StopCode | undefined;
  stoppedReason: string | undefined;
  exitCode: number | undefined;
}

/** documented. */
const STOP_TIMEOUT_SECONDS = 30;
const STOP_TIMEOUT_SECONDS_MAX = 120;

export function stopTimeoutOf(seconds: number | undefined): number {
  return Math.min(seconds ?? STOP_TIMEOUT_SECONDS, STOP_TIMEOUT_SECONDS_MAX);
}
