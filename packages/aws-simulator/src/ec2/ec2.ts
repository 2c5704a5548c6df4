import type * as sdk from '@aws-sdk/client-ec2';

import type { MetricSource } from '../cloudwatch/metric-source.ts';
import type { AwsEvent } from '../kernel/aws-event.ts';
import type { Origin } from '../kernel/origin.ts';
import type { ApiCall, OperationOf, SimulatedService, World } from '../kernel/world.ts';
import { associateAddress, describeAddresses, disassociateAddress } from './addresses.ts';
import { createTags, describeInstanceAttribute, modifyInstanceAttribute } from './attributes.ts';
import { describeInstances } from './describe-instances.ts';
import {
  describeAvailabilityZones,
  describeSecurityGroups,
  describeVolumes,
} from './describe-network.ts';
import { describeInstanceStatus } from './describe-status.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { launch, runInstances, type LaunchOptions } from './launch.ts';
import {
  inflict,
  setApplication,
  type MachineFault,
  type MachineFaultOptions,
} from './machine-faults.ts';
import type { Answer, Machine } from './machine.ts';
import { createNetwork, type Network } from './network.ts';
import { requirementsOf } from './requirements.ts';
import { describeRouteTables, replaceRoute } from './routes.ts';
import { startInstances, stopInstances, terminateInstances } from './start-stop.ts';
import { createStatusMetrics } from './status-metrics.ts';
import { describeSubnets } from './subnets.ts';
import { createEc2Timings, type Ec2Timings } from './timings.ts';

export interface Ec2Options {
  /** Delivers to EventBridge. Default: drops. */
  readonly emit?: (event: AwsEvent) => void;
  /** Default: the field's distributions over the world's chance. */
  readonly timings?: Ec2Timings;
}

/** EC2 of one region, with what scenario builders and faults need beside its API. */
export interface Ec2 extends SimulatedService {
  readonly network: Network;
  /** AWS/EC2, for CloudWatch. */
  readonly metrics: MetricSource;
  /** Puts an instance there; returns its id. */
  launch(options: LaunchOptions): string;
  fault(instanceId: string, fault: MachineFault, options?: MachineFaultOptions): void;
  /** What an instance's application answers from now on, as whoever runs it says. */
  setApplication(instanceId: string, answer: 'ok' | 'error' | 'refused', origin: Origin): void;
  /** The instance as the simulator keeps it, also after its termination. */
  instance(instanceId: string): Readonly<Machine> | undefined;
  /** The ids of the instances with this `Name` that are not terminated. */
  named(name: string): readonly string[];
  /** What a request from the network to the instance's application meets. */
  answer(instanceId: string): Answer;
  onChange(listener: (instanceId: string) => void): void;
  addSecurityGroup(options: { id: string; name: string; admitsTraffic: boolean }): void;
  /** Others have so many addresses of a subnet. */
  takeAddresses(subnetId: string, count: number): void;
  /** An elastic address, held by an instance or free; returns its allocation id. */
  addAddress(options: {
    publicIp: string;
    instanceId?: string;
    tags?: Tags;
    allocationId?: string;
  }): string;
  /** A route table whose destinations point to instances; returns its id. */
  addRouteTable(options: {
    routes: Readonly<Record<string, string>>;
    tags?: Tags;
    id?: string;
  }): string;
}

type Tags = Readonly<Record<string, string>>;

export function createEc2(world: World, region: string, options: Ec2Options = {}): Ec2 {
  const fleet = createFleet({
    world,
    region,
    network: createNetwork(region),
    timings: options.timings ?? createEc2Timings(world.random.fork(`ec2/${region}`)),
    emit: options.emit ?? (() => undefined),
  });
  return {
    name: 'ec2',
    operations: operationsOf(fleet),
    requirements: (call) => requirementsOf(fleet, call),
    network: fleet.network,
    metrics: createStatusMetrics(fleet),
    launch: (launchOptions) => launch(fleet, launchOptions),
    fault: (instanceId, fault, faultOptions) => inflict(fleet, instanceId, fault, faultOptions),
    setApplication: (instanceId, answer, origin) =>
      setApplication(fleet, instanceId, answer, origin),
    instance: (instanceId) => fleet.machines.get(instanceId),
    named: (name) =>
      [...fleet.machines.values()]
        .filter((machine) => machine.tags.get('Name') === name && machine.state !== 'terminated')
        .map((machine) => machine.id),
    answer: (instanceId) => fleet.answer(instanceId),
    onChange: (listener) => fleet.onChange(listener),
    ...fixturesOf(fleet),
  };
}

/** [documented] EC2's operations, as far as they are simulated. */
function operationsOf(fleet: Fleet): Readonly<Record<string, OperationOf>> {
  return {
    DescribeInstances: (input: sdk.DescribeInstancesCommandInput) =>
      describeInstances(fleet, input),
    DescribeInstanceStatus: (input: sdk.DescribeInstanceStatusCommandInput) =>
      describeInstanceStatus(fleet, input),
    StartInstances: (input: sdk.StartInstancesCommandInput, call: ApiCall) =>
      startInstances(fleet, input, call),
    StopInstances: (input: sdk.StopInstancesCommandInput, call: ApiCall) =>
      stopInstances(fleet, input, call),
    TerminateInstances: (input: sdk.TerminateInstancesCommandInput, call: ApiCall) =>
      terminateInstances(fleet, input, call),
    RunInstances: (input: sdk.RunInstancesCommandInput, call: ApiCall) =>
      runInstances(fleet, input, call),
    CreateTags: (input: sdk.CreateTagsCommandInput) => createTags(fleet, input),
    DescribeInstanceAttribute: (input: sdk.DescribeInstanceAttributeCommandInput) =>
      describeInstanceAttribute(fleet, input),
    ModifyInstanceAttribute: (input: sdk.ModifyInstanceAttributeCommandInput, call: ApiCall) =>
      modifyInstanceAttribute(fleet, input, call),
    DescribeSecurityGroups: (input: sdk.DescribeSecurityGroupsCommandInput) =>
      describeSecurityGroups(fleet, input),
    DescribeVolumes: (input: sdk.DescribeVolumesCommandInput) => describeVolumes(fleet, input),
    DescribeAddresses: (input: sdk.DescribeAddressesCommandInput) =>
      describeAddresses(fleet, input),
    AssociateAddress: (input: sdk.AssociateAddressCommandInput, call: ApiCall) =>
      associateAddress(fleet, input, call),
    DisassociateAddress: (input: sdk.DisassociateAddressCommandInput, call: ApiCall) =>
      disassociateAddress(fleet, input, call),
    DescribeRouteTables: (input: sdk.DescribeRouteTablesCommandInput) =>
      describeRouteTables(fleet, input),
    ReplaceRoute: (input: sdk.ReplaceRouteCommandInput, call: ApiCall) =>
      replaceRoute(fleet, input, call),
    DescribeSubnets: (input: sdk.DescribeSubnetsCommandInput) => describeSubnets(fleet, input),
    DescribeAvailabilityZones: () => describeAvailabilityZones(fleet),
  };
}

function fixturesOf(
  fleet: Fleet,
): Pick<Ec2, 'addSecurityGroup' | 'addAddress' | 'addRouteTable' | 'takeAddresses'> {
  const { network, world } = fleet;
  return {
    takeAddresses: (subnetId, count) => void network.addressesTaken.set(subnetId, count),
    addSecurityGroup(group) {
      network.securityGroups.set(group.id, { ...group, vpcId: network.vpcId, tags: new Map() });
    },
    addAddress({ publicIp, instanceId, tags = {}, ...given }) {
      const allocationId = given.allocationId ?? `eipalloc-${world.random.hex(17)}`;
      const association = instanceId && { id: `eipassoc-${world.random.hex(17)}`, instanceId };
      network.addresses.set(allocationId, {
        allocationId,
        publicIp,
        tags: new Map(Object.entries(tags)),
        association: association || undefined,
      });
      return allocationId;
    },
    addRouteTable({ routes, tags = {}, ...given }) {
      const id = given.id ?? `rtb-${world.random.hex(17)}`;
      const targets = Object.entries(routes).map(([destination, instanceId]) => {
        return [destination, fleet.machines.get(instanceId)?.interfaceId ?? instanceId] as const;
      });
      network.routeTables.set(id, {
        id,
        vpcId: network.vpcId,
        tags: new Map(Object.entries(tags)),
        routes: new Map(targets),
      });
      return id;
    },
  };
}
