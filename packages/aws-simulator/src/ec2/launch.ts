import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';

import { originOf, type Origin } from '../kernel/origin.ts';
import type { ApiCall } from '../kernel/world.ts';
import { dryRunPassed } from './ec2-faults.ts';
import { renderInstance } from './describe-instances.ts';
import type { Fleet } from './fleet.ts';
import { startMachine } from './lifecycle.ts';
import type { Machine } from './machine.ts';
import { DEFAULT_GROUP_ID, subnetOf } from './network.ts';

/** An instance of a scenario, there from its beginning. */
export interface LaunchOptions {
  /** The tag `Name`. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Default `running`: up, checked, its application alive. */
  readonly state?: 'running' | 'stopped';
  /** Default: the region's first. */
  readonly zone?: string;
  /** Default: the region's own network. */
  readonly vpcId?: string;
  readonly instanceType?: string;
  /** Encrypts the root volume. */
  readonly kmsKeyArn?: string;
  readonly securityGroupIds?: readonly string[];
}

const SCENARIO: Origin = { cause: { kind: 'person', name: 'scenario' } };

/** [documented] Lengths of ids. */
const ID_DIGITS = 17;

/** Puts an instance into the region as it is when the story begins. */
export function launch(fleet: Fleet, options: LaunchOptions): string {
  const machine = createMachine(fleet, options);
  const running = options.state !== 'stopped';
  machine.state = running ? 'pending' : 'stopping';
  machine.ready = running;
  machine.systemCheck = running ? 'ok' : 'not-applicable';
  machine.instanceCheck = machine.systemCheck;
  fleet.machines.set(machine.id, machine);
  fleet.move(machine, running ? 'running' : 'stopped', SCENARIO);
  return machine.id;
}

export function runInstances(fleet: Fleet, input: RunInstancesRequest, call: ApiCall): Reservation {
  if (input.DryRun) throw dryRunPassed();
  const tags = (input.TagSpecifications ?? [])
    .filter((specification) => specification.ResourceType === 'instance')
    .flatMap((specification) => specification.Tags ?? []);
  const count = input.MaxCount ?? 1;
  const machines = Array.from({ length: count }, () => {
    const machine = createMachine(fleet, {
      tags: Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      ...(input.InstanceType && { instanceType: input.InstanceType }),
      ...(input.Placement?.AvailabilityZone && { zone: input.Placement.AvailabilityZone }),
      ...(input.SecurityGroupIds && { securityGroupIds: input.SecurityGroupIds }),
    });
    fleet.machines.set(machine.id, machine);
    startMachine(fleet, machine, originOf(call));
    return machine;
  });
  return {
    ReservationId: `r-${fleet.world.random.hex(ID_DIGITS)}`,
    OwnerId: fleet.world.accountId,
    Instances: machines.map((machine) => renderInstance(fleet, machine)),
  };
}

function createMachine(fleet: Fleet, options: LaunchOptions): Machine {
  const { world, network } = fleet;
  const id = `i-${world.random.hex(ID_DIGITS)}`;
  const zone = options.zone ?? network.zones[0] ?? `${fleet.region}a`;
  const count = fleet.machines.size + 10;
  const tags = new Map(Object.entries(options.tags ?? {}));
  if (options.name !== undefined) tags.set('Name', options.name);
  return {
    id,
    zone,
    vpcId: options.vpcId ?? network.vpcId,
    subnetId: subnetOf(zone),
    interfaceId: `eni-${world.random.hex(ID_DIGITS)}`,
    volumeId: `vol-${world.random.hex(ID_DIGITS)}`,
    privateIp: `10.0.${String(count >> 8)}.${String(count & 255)}`,
    instanceType: options.instanceType ?? 't3.medium',
    imageId: 'ami-0123456789abcdef0',
    tags,
    ...(options.kmsKeyArn !== undefined && { kmsKeyArn: options.kmsKeyArn }),
    state: 'stopped',
    stateReason: undefined,
    transitionReason: '',
    launchedAt: world.clock.now(),
    terminatedAt: undefined,
    securityGroupIds: [...(options.securityGroupIds ?? [DEFAULT_GROUP_ID])],
    apiStopDisabled: false,
    apiTerminationDisabled: false,
    ready: false,
    systemCheck: 'not-applicable',
    instanceCheck: 'not-applicable',
    impairedSince: undefined,
    ailment: undefined,
    stopHangs: 'no',
    startRefusals: 0,
    startFallBacks: 0,
    cancelTransition: () => undefined,
  };
}
