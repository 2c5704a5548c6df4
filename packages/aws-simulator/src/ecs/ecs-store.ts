import type { RoleDirectory } from '../iam/role-directory.ts';
import type { Random } from '../kernel/random.ts';
import type { World } from '../kernel/world.ts';
import type { CallerDirectory } from '../lambda/caller-directory.ts';
import type { FunctionLogs } from '../lambda/function-log.ts';
import type { HostedTasks } from './hosted-task.ts';
import type { TaskDefinitionRecord, TaskRecord } from './task.ts';

export interface EcsTimings {
  /** From RunTask until the container runs: the network, the image. */
  coldStartMilliseconds(): number;
}

/** Believed: half a minute to a minute for an image with Terraform's providers inside. */
const COLD_START_MS = [30_000, 60_000] as const;

export function createEcsTimings(random: Random): EcsTimings {
  return { coldStartMilliseconds: () => random.uniform(...COLD_START_MS) };
}

/** What tasks need around them. */
export interface EcsStore {
  readonly world: World;
  readonly region: string;
  readonly clusters: Set<string>;
  /** By family, the newest revision last. */
  readonly definitions: Map<string, TaskDefinitionRecord[]>;
  readonly tasks: Map<string, TaskRecord>;
  /** By client token: what was asked under it, and what it started. */
  readonly tokens: Map<string, { readonly asked: string; readonly taskArns: readonly string[] }>;
  readonly timings: EcsTimings;
  readonly hosted: HostedTasks | undefined;
  readonly callers: CallerDirectory | undefined;
  /** Whether a role is there and names the service in its trust policy; undefined: every role is. */
  readonly trusts: RoleDirectory['trusts'] | undefined;
  readonly logs: FunctionLogs | undefined;
}
