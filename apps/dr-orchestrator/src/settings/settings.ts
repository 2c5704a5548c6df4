import type { Plan } from '../plan/plan.ts';

/** A structured log: a static message, variables as fields. */
export interface Log {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What every function of this app is told: stage, region, table, plan. Complete. */
export interface RecoverySettings {
  readonly stage: string;
  /** Where this function runs. A plan runs in its recovery region only. */
  readonly region: string;
  readonly table: string;
  readonly plan: Plan;
  readonly functions: FunctionNames;
  /** Where terraform-runner runs as a task; absent: it runs as a function only. */
  readonly runnerTask?: RunnerTask;
  /** Where people are told; absent: nowhere but the table and the log. */
  readonly notificationTopicArn?: string;
  readonly log: Log;
}

/** A place for our own container, and its definition. */
export interface RunnerTask {
  readonly cluster: string;
  /** Its family: the newest revision is what was deployed last. */
  readonly taskDefinition: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Its network has no NAT gateway (terraform/modules/runner-network). */
  readonly publicAddress: boolean;
}

/** Functions that a run calls: names that Lambda resolves in the region of the call. */
export interface FunctionNames {
  /** The alias `durable`: only a qualified name can start an execution. */
  readonly orchestrator: string;
  readonly terraformRunner: string;
  readonly k8sDeployer: string;
}
