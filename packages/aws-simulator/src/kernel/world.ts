import type { Scheduler } from '@understudy/clock';

import type { EffectLog } from './effect-log.ts';
import type { FaultTable } from './fault-table.ts';
import type { Latencies } from './latencies.ts';
import type { Outages } from './outages.ts';
import type { Random } from './random.ts';

/** Services by their name in a signature's credential scope, which is also the policies' prefix. */
export type ServiceName =
  | 'ec2'
  | 'elasticloadbalancing'
  | 'monitoring'
  | 'sns'
  | 'sqs'
  | 'dynamodb'
  | 'lambda'
  | 'route53'
  | 'events'
  | 'scheduler'
  | 'sts'
  | 'iam'
  | 'logs'
  | 'rds'
  | 'eks'
  | 's3'
  | 'ecs'
  | 'kms'
  | 'secretsmanager'
  | 'ecr'
  | 'acm'
  | 'servicequotas';

/** Who makes a call. Only roles of functions are checked against a policy; a user may do all. */
export type Principal =
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'role'; readonly roleName: string; readonly session: string };

/** Why something happened: the effect log names it beside each change of the world. */
export type Cause =
  | {
      readonly kind: 'invocation';
      readonly functionName: string;
      readonly id: string;
      readonly executionArn?: string;
    }
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'fault'; readonly name: string };

/** One API request, decoded. `input` has the SDK's shape of the operation's input. */
export interface ApiCall {
  readonly requestId: string;
  readonly service: ServiceName;
  /** The API's name of the operation: `StopInstances`. */
  readonly operation: string;
  readonly input: unknown;
  readonly region: string;
  /** The region that the caller is in; undefined for a person, who is somewhere else. */
  readonly fromRegion?: string;
  readonly principal: Principal;
  readonly cause: Cause;
  /** When the request was signed, epoch milliseconds: older than 5 minutes is refused. */
  readonly signedAtMilliseconds: number;
}

/** What a call needs of the caller's policy: one statement must allow each of these. */
export interface Requirement {
  /** `ec2:StopInstances`. */
  readonly action: string;
  /** The resource's ARN, or `*` for actions without resources. */
  readonly resource: string;
  /** Condition keys as the request and the resource give them (`aws:ResourceTag/understudy:managed`). */
  readonly conditionKeys: Readonly<Record<string, string>>;
}

/**
 * One simulated service of one region. Operations act at once and are atomic (a virtual latency
 * before and after them is the dispatcher's); they return the SDK's shape of the output or throw
 * an AwsFault. What takes time is scheduled on the world's clock.
 */
export interface SimulatedService {
  readonly name: ServiceName;
  readonly operations: Readonly<Record<string, OperationOf>>;
  requirements(call: ApiCall): readonly Requirement[];
}

export type OperationOf = (input: never, call: ApiCall) => unknown;

/** A simulated AWS: its time, its chance, its services, its faults and the log of every effect. */
export interface World {
  readonly accountId: string;
  readonly clock: Scheduler;
  readonly random: Random;
  readonly latencies: Latencies;
  readonly faults: FaultTable;
  readonly log: EffectLog;
  /** Regions, planes and paths that are lost. */
  readonly outages: Outages;
  /** Registers a service; global services (route53, iam, sts) answer in every region. */
  install(region: string, service: SimulatedService): void;
  service(region: string, name: ServiceName): SimulatedService | undefined;
  /** The door of every API call, of ours and of others: latency, policy, faults, effect, log. */
  call(call: Omit<ApiCall, 'requestId'>): Promise<CallOutcome>;
  /** Decides whether a principal may do something; replaced when a stack with roles is deployed. */
  authorizer: Authorizer;
}

export interface CallOutcome {
  readonly requestId: string;
  readonly output: unknown;
}

/** The reason of a refusal, or undefined when the policy allows it. */
export type Authorizer = (principal: Principal, requirement: Requirement) => string | undefined;
