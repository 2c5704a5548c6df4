import type {
  AlarmFact,
  CloudWatchReads,
  Ec2Reads,
  Elbv2Reads,
  InstanceFact,
  InstanceStatusFact,
  TargetFact,
  TargetGroupFact,
} from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import type { Role } from '@understudy/leases';

import type { ServiceDefinition } from '../services/service-definition.ts';
import { anyUnhealthy, observeControl, observeNeighbours } from './observe-control.ts';
import type { Known, Look, MemberLook } from './look.ts';

export interface ObservingWorld {
  readonly ec2: Ec2Reads;
  readonly elbv2: Elbv2Reads;
  readonly cloudWatch: CloudWatchReads;
  readonly clock: Clock;
}

export interface ObserveOptions {
  readonly signal?: AbortSignal;
  /** The target groups when they are already known: they do not change during an incident. */
  readonly groups?: readonly TargetGroupFact[];
  /** Neighbours that an earlier look found: asked side by side with the rest. */
  readonly neighbours?: readonly TargetGroupFact[];
  /** Who ran a moment ago: their status checks are asked without waiting for who runs now. */
  readonly ranBefore?: readonly string[];
  /** Re-reads the alarms (once an incident is enough). */
  readonly withAlarms?: boolean;
  /**
   * `all` asks every sensor: what a diagnosis needs. `fence` asks for states and registrations,
   * all at once: what the acting steps stand on, where each request is a user's wait. Status checks
   * and neighbours it asks for only where they are named above.
   */
  readonly sensors?: 'all' | 'fence';
}

type Read = { readonly signal?: AbortSignal };

/** Looks at every member of a service by every sensor. Reads only; never throws for a sensor. */
export async function observeService(
  world: ObservingWorld,
  service: ServiceDefinition,
  options: ObserveOptions = {},
): Promise<Look> {
  const { sensors = 'all' } = options;
  const read: Read = options.signal ? { signal: options.signal } : {};
  // Evidence is as old as its first request, not as young as its last answer.
  const atMilliseconds = world.clock.now();
  const { neighbours = [] } = options;
  const [machines, balancer, alarms, early] = await Promise.all([
    observeMachines(world, service, options, read),
    observeTargets(world, service, options.groups, read),
    options.withAlarms
      ? known(world.cloudWatch.describeAlarms(service.alarms, read))
      : notAsked<readonly AlarmFact[]>(),
    neighbours.length > 0 ? observeNeighbours(world.elbv2, neighbours, read) : undefined,
  ]);
  const { instances, playing, statuses } = machines;
  const { groups, health } = balancer;
  const members = {
    primary: memberLook('primary', playing, statuses, health),
    backup: memberLook('backup', playing, statuses, health),
  };
  const asked = (sensors === 'all' || early !== undefined) && anyUnhealthy(members);
  const control = asked
    ? (early ?? (await observeControl(world.elbv2, service, groups, members, read)))
    : { control: 'none' as const };
  const blind = !instances.known ? instances.why : !groups.known ? groups.why : undefined;
  return { atMilliseconds, members, ...control, alarms, ...(blind === undefined ? {} : { blind }) };
}

interface Machines {
  readonly instances: Known<readonly InstanceFact[]>;
  readonly playing?: Roles;
  readonly statuses: Known<readonly InstanceStatusFact[]>;
}

async function observeMachines(
  { ec2 }: ObservingWorld,
  service: ServiceDefinition,
  { sensors = 'all', ranBefore = [] }: ObserveOptions,
  read: Read,
): Promise<Machines> {
  const names = [service.memberNames.primary, service.memberNames.backup];
  const early = ranBefore.length > 0 ? known(ec2.describeStatus(ranBefore, read)) : undefined;
  const instances = await known(ec2.describeInstances({ names }, read));
  if (!instances.known) return { instances, statuses: instances };
  const playing = rolesOf(service, instances.value);
  const running = runningIds(playing);
  if (sensors === 'fence') return { instances, playing, statuses: await (early ?? notAsked()) };
  if (running.length === 0) return { instances, playing, statuses: noneRuns() };
  const sameAsBefore = running.every((id) => ranBefore.includes(id));
  const statuses = await (sameAsBefore && early ? early : known(ec2.describeStatus(running, read)));
  return { instances, playing, statuses };
}

async function observeTargets(
  { elbv2 }: ObservingWorld,
  service: ServiceDefinition,
  present: readonly TargetGroupFact[] | undefined,
  read: Read,
): Promise<{
  readonly groups: Known<readonly TargetGroupFact[]>;
  readonly health: readonly GroupHealth[];
}> {
  const groups = await known(present ?? targetGroupsOf(elbv2, service, read));
  return { groups, health: groups.known ? await healthOf(elbv2, groups.value, read) : [] };
}

/** The service's groups by name or ARN. A name that does not exist is an error of configuration. */
async function targetGroupsOf(
  elbv2: Elbv2Reads,
  service: ServiceDefinition,
  read: { readonly signal?: AbortSignal },
): Promise<readonly TargetGroupFact[]> {
  const arns = service.targetGroups.filter((group) => group.startsWith('arn:'));
  const names = service.targetGroups.filter((group) => !group.startsWith('arn:'));
  const found = await Promise.all([
    arns.length > 0 ? elbv2.describeTargetGroups({ arns }, read) : [],
    names.length > 0 ? elbv2.describeTargetGroups({ names }, read) : [],
  ]);
  return found.flat();
}

type Roles = Readonly<Record<Role, readonly InstanceFact[]>>;

/** Terminated instances stay visible for an hour: they play a role only when nothing else does. */
export function rolesOf(service: ServiceDefinition, instances: readonly InstanceFact[]): Roles {
  const playing = (role: Role): readonly InstanceFact[] => {
    const named = instances.filter(
      (instance) => instance.tags['Name'] === service.memberNames[role],
    );
    const alive = named.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');
    // Of several that play a role the one that runs is looked at first: it can do harm.
    const runningFirst = alive.toSorted((one, other) => runs(other) - runs(one));
    return runningFirst.length > 0 ? runningFirst : named.slice(0, 1);
  };
  return { primary: playing('primary'), backup: playing('backup') };
}

function runs({ state }: InstanceFact): number {
  return state === 'running' || state === 'pending' ? 1 : 0;
}

function runningIds(playing: Roles): readonly string[] {
  return [...playing.primary, ...playing.backup]
    .filter(({ state }) => state === 'running')
    .map(({ id }) => id);
}

type GroupHealth = {
  readonly group: TargetGroupFact;
  readonly targets: Known<readonly TargetFact[]>;
};

async function healthOf(
  elbv2: Elbv2Reads,
  groups: readonly TargetGroupFact[],
  read: { readonly signal?: AbortSignal },
): Promise<readonly GroupHealth[]> {
  return Promise.all(
    groups.map(async (group) => ({
      group,
      targets: await known(elbv2.describeTargetHealth(group.arn, read)),
    })),
  );
}

function memberLook(
  role: Role,
  playing: Roles | undefined,
  statuses: Known<readonly InstanceStatusFact[]>,
  health: readonly GroupHealth[],
): MemberLook {
  const candidates = playing?.[role] ?? [];
  const instance = candidates[0];
  const id = instance?.id;
  return {
    role,
    ...(instance ? { instance } : {}),
    ...(candidates.length > 1 ? { ambiguous: candidates.map((candidate) => candidate.id) } : {}),
    status: statuses.known
      ? { known: true, value: statuses.value.find((status) => status.id === id) }
      : statuses,
    targets: health.map(({ group, targets }) => ({
      group,
      target: targets.known
        ? { known: true, value: targets.value.find((target) => target.instanceId === id) }
        : targets,
    })),
  };
}

function noneRuns(): Known<readonly InstanceStatusFact[]> {
  return { known: true, value: [] };
}

function notAsked<T>(): Known<T> {
  return { known: false, why: 'not asked in this look' };
}

/** A sensor's answer, or why there is none. */
async function known<T>(reading: Promise<T> | T): Promise<Known<T>> {
  try {
    return { known: true, value: await reading };
  } catch (thrown) {
    const { code, message } = toErrorRecord(thrown);
    return { known: false, why: `${code}: ${message}` };
  }
}
