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
  /** Where people are told; absent: nowhere but the table and the log. */
  readonly notificationTopicArn?: string;
  readonly log: Log;
}

/** Functions that a run calls: names that Lambda resolves in the region of the call. */
export interface FunctionNames {
  /** The alias `durable`: only a qualified name can start an execution. */
  readonly orchestrator: string;
  readonly terraformRunner: string;
  readonly k8sDeployer: string;
}
