import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  Instance,
  Placement,
  Reservation,
  _InstanceType,
} from '@aws-sdk/client-ec2';

import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import { invalidValue } from './ec2-faults.ts';
import { filtered, tagList, tagValues } from './filters.ts';
import type { Fleet } from './fleet.ts';
import { STATE_CODES, type Machine } from './machine.ts';

/** [documented] */
const PAGE_SIZE_MIN = 5;

export function describeInstances(
  fleet: Fleet,
  input: DescribeInstancesRequest,
): DescribeInstancesResult {
  const ids = input.InstanceIds ?? [];
  if (ids.length > 0 && input.MaxResults !== undefined) {
    const message = 'The parameter instancesSet cannot be used with the parameter maxResults';
    throw new AwsFault('InvalidParameterCombination', 400, message);
  }
  if (input.MaxResults !== undefined && input.MaxResults < PAGE_SIZE_MIN) {
    throw invalidValue(
      `Value ( ${String(input.MaxResults)} ) for parameter maxResults is invalid. Expecting a value greater than 5.`,
    );
  }
  const known = ids.length > 0 ? fleet.require(ids) : fleet.visible();
  const matching = filtered(known, input.Filters, (machine, name) => valueOf(fleet, machine, name));
  const page = pageOf(matching, input.NextToken, input.MaxResults, 'InvalidNextToken');
  return {
    Reservations: page.items.map((machine) => reservationOf(fleet, machine)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

/** One reservation each: instances launched one by one [documented]. */
function reservationOf(fleet: Fleet, machine: Machine): Reservation {
  return {
    ReservationId: `r-${machine.id.slice(2)}`,
    OwnerId: fleet.world.accountId,
    Groups: [],
    Instances: [renderInstance(fleet, machine)],
  };
}

export function renderInstance(fleet: Fleet, machine: Machine): Instance {
  const gone = machine.state === 'terminated';
  const groups = groupsOf(fleet, machine);
  return {
    InstanceId: machine.id,
    ImageId: machine.imageId,
    InstanceType: machine.instanceType as _InstanceType,
    Architecture: 'x86_64',
    AmiLaunchIndex: 0,
    LaunchTime: new Date(machine.launchedAt),
    State: stateOf(machine),
    StateTransitionReason: machine.transitionReason,
    ...(machine.stateReason && {
      StateReason: { Code: machine.stateReason.code, Message: machine.stateReason.message },
    }),
    Placement: placementOf(machine),
    Monitoring: { State: 'disabled' },
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    Tags: tagList(machine.tags),
    // [documented] A terminated instance no longer shows its network and its volumes.
    ...(gone
      ? { BlockDeviceMappings: [], NetworkInterfaces: [], SecurityGroups: [] }
      : { ...networkOf(fleet, machine), SecurityGroups: groups }),
  };
}

export function stateOf(machine: Machine): { Code: number; Name: Machine['state'] } {
  return { Code: STATE_CODES[machine.state], Name: machine.state };
}

export function groupsOf(fleet: Fleet, machine: Machine): { GroupId: string; GroupName: string }[] {
  return machine.securityGroupIds.map((id) => ({
    GroupId: id,
    GroupName: fleet.network.securityGroups.get(id)?.name ?? id,
  }));
}

function placementOf(machine: Machine): Placement {
  return { AvailabilityZone: machine.zone, GroupName: '', Tenancy: 'default' };
}

function networkOf(fleet: Fleet, machine: Machine): Instance {
  const address = addressOf(fleet, machine);
  return {
    VpcId: machine.vpcId,
    SubnetId: machine.subnetId,
    PrivateIpAddress: machine.privateIp,
    ...(address !== undefined && { PublicIpAddress: address }),
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: { VolumeId: machine.volumeId, Status: 'attached', DeleteOnTermination: true },
      },
    ],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: machine.interfaceId,
        PrivateIpAddress: machine.privateIp,
        SubnetId: machine.subnetId,
        VpcId: machine.vpcId,
        Status: 'in-use',
        Groups: groupsOf(fleet, machine),
        Attachment: { DeviceIndex: 0, Status: 'attached', DeleteOnTermination: true },
        ...(address !== undefined && { Association: { PublicIp: address } }),
      },
    ],
  };
}

function addressOf(fleet: Fleet, machine: Machine): string | undefined {
  for (const address of fleet.network.addresses.values()) {
    if (address.association?.instanceId === machine.id) return address.publicIp;
  }
  return undefined;
}

function valueOf(fleet: Fleet, machine: Machine, name: string): readonly string[] | undefined {
  const tagged = tagValues(machine.tags, name);
  if (tagged) return tagged;
  switch (name) {
    case 'instance-id':
      return [machine.id];
    case 'instance-state-name':
      return [machine.state];
    case 'instance-state-code':
      return [String(STATE_CODES[machine.state])];
    case 'instance-type':
      return [machine.instanceType];
    case 'image-id':
      return [machine.imageId];
    case 'vpc-id':
      return [machine.vpcId];
    case 'subnet-id':
      return [machine.subnetId];
    case 'availability-zone':
      return [machine.zone];
    case 'private-ip-address':
      return [machine.privateIp];
    case 'instance.group-id':
      return machine.securityGroupIds;
    case 'instance.group-name':
      return groupsOf(fleet, machine).map((group) => group.GroupName);
    case 'network-interface.network-interface-id':
      return [machine.interfaceId];
    case 'block-device-mapping.volume-id':
      return [machine.volumeId];
    default:
      return undefined;
  }
}
