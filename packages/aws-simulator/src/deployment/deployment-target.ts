import type { CreateTableInput } from '@aws-sdk/client-dynamodb';

import type { RoleDirectory } from '../iam/role-directory.ts';
import type { ServiceName } from '../kernel/world.ts';
import type { SimulatedLambda } from '../lambda/create-lambda.ts';

/** The simulated region that a stack is created in. */
export interface DeploymentTarget {
  readonly region: string;
  readonly accountId: string;
  readonly lambda: SimulatedLambda;
  readonly roles: RoleDirectory;
  createTable(definition: CreateTableInput): void;
  /**
   * Carries out an API operation at once, as CloudFormation; the region is another one where a
   * subscription names a topic there.
   */
  perform(service: ServiceName, operation: string, input: object, region?: string): unknown;
  /** Makes an EventBridge Scheduler schedule. */
  createSchedule(schedule: ScheduleDefinition): void;
}

export interface ScheduleDefinition {
  readonly name: string;
  readonly expression: string;
  readonly enabled: boolean;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly input: string;
}
