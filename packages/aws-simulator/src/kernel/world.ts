import type { Scheduler } from '@understudy/clock';

import type { ApiCall, Principal, ServiceName } from './api-call.ts';
import type { EffectLog } from './effect-log.ts';
import type { FaultTable } from './fault-table.ts';
import type { Latencies } from './latencies.ts';
import type { Outages } from './outages.ts';
import type { Random } from './random.ts';

export type { ApiCall, Cause, Principal, ServiceName } from './api-call.ts';

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
