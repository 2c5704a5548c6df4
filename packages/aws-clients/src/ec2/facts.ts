import type { Address, Instance, InstanceStatus, RouteTable, Volume } from '@aws-sdk/client-ec2';
import { oneOf, present } from '../calls/answers.ts';
import type {
  AddressFact,
  InstanceFact,
  InstanceStateName,
  InstanceStatusFact,
  RouteFact,
  StatusWord,
  VolumeFact,
} from '../ports.ts';

const STATES: readonly InstanceStateName[] = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
];

const STATUS_WORDS: readonly StatusWord[] = [
  'ok',
  'impaired',
  'initializing',
  'insufficient-data',
  'not-applicable',
];

/** The tag that an Auto Scaling group puts on each of its instances. */
const AUTO_SCALING_GROUP_TAG = 'aws:autoscaling:groupName';

export function toInstanceFact(instance: Instance): InstanceFact {
  const tags = toTags(instance.Tags);
  const { StateReason: why, VpcId: vpcId, SubnetId: subnetId, LaunchTime: launched } = instance;
  const reason = why?.Message ?? instance.StateTransitionReason;
  const first = instance.NetworkInterfaces?.find((one) => one.Attachment?.DeviceIndex === 0);
  const networkInterfaceId = first?.NetworkInterfaceId;
  const group = tags[AUTO_SCALING_GROUP_TAG];
  return {
    id: present(instance.InstanceId, 'InstanceId'),
    state: oneOf(instance.State?.Name, STATES, 'instance state'),
    ...(reason ? { stateReason: reason } : {}),
    tags,
    zone: present(instance.Placement?.AvailabilityZone, 'AvailabilityZone'),
    ...(vpcId ? { vpcId } : {}),
    ...(subnetId ? { subnetId } : {}),
    ...(networkInterfaceId ? { networkInterfaceId } : {}),
    securityGroups: (instance.SecurityGroups ?? []).flatMap((one) => one.GroupId ?? []),
    volumeIds: (instance.BlockDeviceMappings ?? []).flatMap((one) => one.Ebs?.VolumeId ?? []),
    ...(group ? { autoScalingGroup: group } : {}),
    ...(launched ? { launchedAtMilliseconds: launched.getTime() } : {}),
  };
}

export function toStatusFact(status: InstanceStatus): InstanceStatusFact {
  return {
    id: present(status.InstanceId, 'InstanceId'),
    system: oneOf(status.SystemStatus?.Status, STATUS_WORDS, 'system status'),
    instance: oneOf(status.InstanceStatus?.Status, STATUS_WORDS, 'instance status'),
  };
}

export function toVolumeFact(volume: Volume): VolumeFact {
  return {
    id: present(volume.VolumeId, 'VolumeId'),
    encrypted: volume.Encrypted === true,
    ...(volume.KmsKeyId ? { kmsKeyId: volume.KmsKeyId } : {}),
  };
}

export function toAddressFact(address: Address): AddressFact {
  return {
    allocationId: present(address.AllocationId, 'AllocationId'),
    publicIp: present(address.PublicIp, 'PublicIp'),
    ...(address.AssociationId ? { associationId: address.AssociationId } : {}),
    ...(address.InstanceId ? { instanceId: address.InstanceId } : {}),
  };
}

/** The routes of one table; a destination is an IPv4 or IPv6 block or a prefix list. */
export function toRouteFacts(table: RouteTable): readonly RouteFact[] {
  const routeTableId = present(table.RouteTableId, 'RouteTableId');
  return (table.Routes ?? []).flatMap((route) => {
    const destination =
      route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId;
    if (!destination) return [];
    const { NetworkInterfaceId: networkInterfaceId, InstanceId: instanceId } = route;
    return [
      {
        routeTableId,
        destination,
        ...(networkInterfaceId ? { networkInterfaceId } : {}),
        ...(instanceId ? { instanceId } : {}),
      },
    ];
  });
}

function toTags(tags: Instance['Tags']): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
