import type { ReadOptions } from './ports.ts';

export interface TaskRequest {
  readonly cluster: string;
  /** Family, `family:revision` or ARN. */
  readonly taskDefinition: string;
  readonly container: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** An address of its own: subnets without a NAT gateway reach AWS by it. */
  readonly publicAddress: boolean;
  /** The same again is the same task: at most 64 characters, of the step and its attempt. */
  readonly clientToken: string;
  /** Whose it is, for who looks at the cluster: at most 36 characters. */
  readonly startedBy?: string;
}

export interface TaskFact {
  readonly arn: string;
  /** AWS's word (`PROVISIONING`, `PENDING`, `RUNNING`, `STOPPED`, …): the list is open. */
  readonly status: string;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly exitCode?: number;
  readonly startedAtMilliseconds?: number;
  readonly stoppedAtMilliseconds?: number;
}

/**
 * Understudy's own containers. Running one is no change of a user's resource, as calling a function
 * is none: it needs no permit, and under its token it may be repeated. What it changes, it changes
 * by calls of its own.
 */
export interface TaskRuns {
  run(request: TaskRequest, options?: ReadOptions): Promise<TaskFact>;
  /**
   * Tasks that were started by this name and are not to stop. The list follows a start by seconds:
   * what was started a moment ago is found under its client token, by `run`.
   */
  find(cluster: string, startedBy: string, options?: ReadOptions): Promise<readonly string[]>;
  /** Undefined: there is none, or it ended more than an hour ago. */
  describe(cluster: string, taskArn: string, options?: ReadOptions): Promise<TaskFact | undefined>;
  /** SIGTERM; then, after the definition's time, SIGKILL. */
  stop(cluster: string, taskArn: string, reason: string, options?: ReadOptions): Promise<void>;
}
