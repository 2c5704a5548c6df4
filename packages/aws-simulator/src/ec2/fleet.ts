import { createAwsEvent, type AwsEvent } from '../kernel/aws-event.ts';
import type { EffectEntry } from '../kernel/effect-log.ts';
import type { Origin } from '../kernel/origin.ts';
import type { World } from '../kernel/world.ts';
import { instanceMalformed, instanceNotFound } from './ec2-faults.ts';
import { answerOf, type Answer, type Machine, type MachineState } from './machine.ts';
import type { Network } from './network.ts';
import type { Ec2Timings } from './timings.ts';

/** The machines of one region: what every part of the EC2 service works on. */
export interface Fleet {
  readonly world: World;
  readonly region: string;
  readonly network: Network;
  readonly timings: Ec2Timings;
  /** Every instance, also terminated ones that no longer show. */
  readonly machines: Map<string, Machine>;
  find(instanceId: string): Machine | undefined;
  /** The machines with these ids, or EC2's error for those that are malformed or missing. */
  require(instanceIds: readonly string[]): Machine[];
  /** Those a describe call shows. */
  visible(): Machine[];
  /** Moves a machine to a state: logs it, tells EventBridge, tells the listeners. */
  move(machine: Machine, to: MachineState, origin: Origin): void;
  /** Logs a change of another aspect (`application`, `status`, `security-groups`). */
  note(machine: Machine, aspect: string, from: string, to: string, origin: Origin): void;
  /** What a request from the network to the machine meets. */
  answer(instanceId: string): Answer;
  /** Calls the listener after each change of a machine. */
  onChange(listener: (instanceId: string) => void): void;
}

export interface FleetOptions {
  readonly world: World;
  readonly region: string;
  readonly network: Network;
  readonly timings: Ec2Timings;
  readonly emit: (event: AwsEvent) => void;
}

/** [documented] A terminated instance shows for about an hour. */
const TERMINATED_SHOWS_MS = 3_600_000;

const INSTANCE_ID = /^i-([0-9a-f]{8}|[0-9a-f]{17})$/;

export function createFleet(options: FleetOptions): Fleet {
  const { world, region, network, timings } = options;
  const machines = new Map<string, Machine>();
  const listeners: ((instanceId: string) => void)[] = [];
  const shows = (machine: Machine): boolean =>
    machine.terminatedAt === undefined ||
    world.clock.now() - machine.terminatedAt < TERMINATED_SHOWS_MS;

  function record(subject: string, from: string, to: string, origin: Origin): void {
    const entry: EffectEntry = {
      kind: 'effect',
      at: world.clock.now(),
      subject,
      from,
      to,
      ...origin,
    };
    world.log.append(entry);
  }

  function changed(machine: Machine): void {
    for (const listener of listeners) listener(machine.id);
  }

  const fleet: Fleet = {
    world,
    region,
    network,
    timings,
    machines,
    find(instanceId) {
      const machine = machines.get(instanceId);
      return machine && shows(machine) ? machine : undefined;
    },
    require(instanceIds) {
      const malformed = instanceIds.find((id) => !INSTANCE_ID.test(id));
      if (malformed !== undefined) throw instanceMalformed(malformed);
      const missing = instanceIds.filter((id) => !fleet.find(id));
      if (missing.length > 0) throw instanceNotFound(missing);
      return instanceIds.flatMap((id) => fleet.find(id) ?? []);
    },
    visible: () => [...machines.values()].filter(shows),
    move(machine, to, origin) {
      const from = machine.state;
      machine.state = to;
      record(`instance/${machine.id}`, from, to, origin);
      changed(machine);
      options.emit(stateChangeEvent(fleet, machine));
    },
    note(machine, aspect, from, to, origin) {
      record(`instance/${machine.id}/${aspect}`, from, to, origin);
      changed(machine);
    },
    answer(instanceId) {
      const machine = machines.get(instanceId);
      if (!world.outages.serves(region)) return 'timeout';
      return machine && isReachable(network, machine) ? answerOf(machine) : 'timeout';
    },
    onChange: (listener) => void listeners.push(listener),
  };
  return fleet;
}

/** [documented] Groups add up: one that admits the traffic is enough. */
function isReachable(network: Network, machine: Machine): boolean {
  return machine.securityGroupIds.some((id) => network.securityGroups.get(id)?.admitsTraffic);
}

/** The event of each change of state, in its documented shape. */
function stateChangeEvent(fleet: Fleet, machine: Machine): AwsEvent {
  return createAwsEvent(fleet.world, {
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    region: fleet.region,
    resources: [instanceArn(fleet, machine.id)],
    detail: { 'instance-id': machine.id, state: machine.state },
  });
}

function instanceArn(fleet: Pick<Fleet, 'world' | 'region'>, instanceId: string): string {
  return `arn:aws:ec2:${fleet.region}:${fleet.world.accountId}:instance/${instanceId}`;
}
