import type { Permit } from './permit.ts';

/** Every read ends with its signal, is paged to the end and retried a bounded number of times. */
export interface ReadOptions {
  readonly signal?: AbortSignal;
}

export type InstanceStateName =
  'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

export type StatusWord =
  'ok' | 'impaired' | 'initializing' | 'insufficient-data' | 'not-applicable';

export interface InstanceFact {
  readonly id: string;
  readonly state: InstanceStateName;
  /** AWS's words for why it is in this state: names a missing grant or a lost host. */
  readonly stateReason?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly zone: string;
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly networkInterfaceId?: string;
  readonly securityGroups: readonly string[];
  readonly volumeIds: readonly string[];
  readonly autoScalingGroup?: string;
  readonly launchedAtMilliseconds?: number;
}

export interface InstanceStatusFact {
  readonly id: string;
  readonly system: StatusWord;
  readonly instance: StatusWord;
}

export interface VolumeFact {
  readonly id: string;
  readonly encrypted: boolean;
  readonly kmsKeyId?: string;
}

export interface AddressFact {
  readonly allocationId: string;
  readonly publicIp: string;
  readonly associationId?: string;
  readonly instanceId?: string;
}

export interface RouteFact {
  readonly routeTableId: string;
  readonly destination: string;
  readonly networkInterfaceId?: string;
  readonly instanceId?: string;
}

export interface Ec2Reads {
  /**
   * Instances whose `Name` is one of these, or ends so, or by id, or all with a tag; terminated ones
   * included.
   */
  describeInstances(
    query: {
      readonly names?: readonly string[];
      readonly nameEnds?: readonly string[];
      readonly ids?: readonly string[];
      readonly tag?: { readonly key: string; readonly value: string };
    },
    options?: ReadOptions,
  ): Promise<readonly InstanceFact[]>;
  describeStatus(
    ids: readonly string[],
    options?: ReadOptions,
  ): Promise<readonly InstanceStatusFact[]>;
  describeVolumes(ids: readonly string[], options?: ReadOptions): Promise<readonly VolumeFact[]>;
  describeAddresses(
    allocationIds: readonly string[],
    options?: ReadOptions,
  ): Promise<readonly AddressFact[]>;
  describeRoutes(
    routeTableIds: readonly string[],
    options?: ReadOptions,
  ): Promise<readonly RouteFact[]>;
  /** Whether our role may start it: asks with DryRun. The refusal's words, or undefined. */
  mayStart(id: string, options?: ReadOptions): Promise<string | undefined>;
  mayStop(id: string, options?: ReadOptions): Promise<string | undefined>;
}

export interface Ec2Changes {
  stop(
    permit: Permit,
    id: string,
    how: { readonly force: boolean; readonly skipOsShutdown: boolean },
  ): Promise<void>;
  start(permit: Permit, id: string): Promise<void>;
  setSecurityGroups(permit: Permit, id: string, groups: readonly string[]): Promise<void>;
  associateAddress(permit: Permit, allocationId: string, instanceId: string): Promise<void>;
  replaceRoute(
    permit: Permit,
    route: {
      readonly routeTableId: string;
      readonly destination: string;
      readonly networkInterfaceId: string;
    },
  ): Promise<void>;
}

export type TargetStateName =
  'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining' | 'unavailable';

export interface TargetFact {
  readonly instanceId: string;
  readonly port?: number;
  readonly state: TargetStateName;
  /** `Target.Timeout`, `Target.ResponseCodeMismatch`, `Target.InvalidState`, … */
  readonly reason?: string;
}

export interface TargetGroupFact {
  readonly arn: string;
  readonly name: string;
  readonly vpcId?: string;
  readonly loadBalancerArns: readonly string[];
}

export interface Elbv2Reads {
  describeTargetGroups(
    query: {
      readonly names?: readonly string[];
      readonly arns?: readonly string[];
      readonly loadBalancerArn?: string;
    },
    options?: ReadOptions,
  ): Promise<readonly TargetGroupFact[]>;
  describeTargetHealth(
    targetGroupArn: string,
    options?: ReadOptions,
  ): Promise<readonly TargetFact[]>;
}

export interface Elbv2Changes {
  register(permit: Permit, targetGroupArn: string, instanceId: string): Promise<void>;
  deregister(permit: Permit, targetGroupArn: string, instanceId: string): Promise<void>;
}

export interface AlarmFact {
  readonly name: string;
  readonly arn: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly changedAtMilliseconds?: number;
  /** `InstanceId`, `TargetGroup`, `LoadBalancer`, … of its metric or metrics. */
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface CloudWatchReads {
  describeAlarms(names: readonly string[], options?: ReadOptions): Promise<readonly AlarmFact[]>;
}

export interface SnsPublisher {
  /** Messages to people; not a change of a user's resource. */
  publish(topicArn: string, subject: string, message: string, options?: ReadOptions): Promise<void>;
}

export interface SqsSender {
  send(queueUrl: string, body: string, options?: ReadOptions): Promise<void>;
}

export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'timed-out' | 'stopped' | 'gone';

export interface DurableFunctions {
  /** Starts an execution under a name; the same name again is `already-started`. */
  start(
    functionArn: string,
    executionName: string,
    payload: unknown,
    options?: ReadOptions,
  ): Promise<{ readonly result: 'started' | 'already-started'; readonly executionArn?: string }>;
  /** `undefined`: it could not be asked (throttled, unreachable): says nothing about the owner. */
  status(executionArn: string, options?: ReadOptions): Promise<ExecutionStatus | undefined>;
  stop(executionArn: string, reason: string, options?: ReadOptions): Promise<void>;
  /** Calls a function and waits for its answer. */
  invoke(functionName: string, payload: unknown, options?: ReadOptions): Promise<unknown>;
}

export interface RecordFact {
  readonly zoneId: string;
  readonly name: string;
  readonly type: string;
  readonly ttlSeconds?: number;
  readonly values: readonly string[];
}

export interface Route53Reads {
  readRecord(
    zoneId: string,
    name: string,
    type: string,
    options?: ReadOptions,
  ): Promise<RecordFact | undefined>;
}

export interface Route53Changes {
  upsertRecord(permit: Permit, record: RecordFact): Promise<void>;
}
