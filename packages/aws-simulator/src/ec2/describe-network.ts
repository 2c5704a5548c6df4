import type {
  DescribeAvailabilityZonesResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  DescribeVolumesRequest,
  DescribeVolumesResult,
  SecurityGroup as SecurityGroupShape,
} from '@aws-sdk/client-ec2';

import { pageOf } from '../kernel/paging.ts';
import { notFound } from './ec2-faults.ts';
import { filtered, tagList, tagValues } from './filters.ts';
import type { Fleet } from './fleet.ts';
import type { SecurityGroup } from './network.ts';

export function describeSecurityGroups(
  fleet: Fleet,
  input: DescribeSecurityGroupsRequest,
): DescribeSecurityGroupsResult {
  const { securityGroups } = fleet.network;
  const missing = input.GroupIds?.find((id) => !securityGroups.has(id));
  if (missing !== undefined) throw notFound('InvalidGroup', 'security group', missing);
  const named = [...securityGroups.values()].filter(
    (group) =>
      (input.GroupIds ?? [group.id]).includes(group.id) &&
      (input.GroupNames ?? [group.name]).includes(group.name),
  );
  const matching = filtered(named, input.Filters, groupValues);
  const page = pageOf(matching, input.NextToken, input.MaxResults, 'InvalidNextToken');
  return {
    SecurityGroups: page.items.map((group) => renderGroup(fleet, group)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

function groupValues(group: SecurityGroup, name: string): readonly string[] | undefined {
  if (name === 'group-id') return [group.id];
  if (name === 'group-name') return [group.name];
  if (name === 'vpc-id') return [group.vpcId];
  return tagValues(group.tags, name);
}

function renderGroup(fleet: Fleet, group: SecurityGroup): SecurityGroupShape {
  const anywhere = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.name,
    VpcId: group.vpcId,
    OwnerId: fleet.world.accountId,
    IpPermissions: group.admitsTraffic ? [anywhere] : [],
    IpPermissionsEgress: group.admitsTraffic ? [anywhere] : [],
    Tags: tagList(group.tags),
  };
}

export function describeVolumes(
  fleet: Fleet,
  input: DescribeVolumesRequest,
): DescribeVolumesResult {
  const machines = fleet.visible().filter((machine) => machine.state !== 'terminated');
  const ids = machines.map((machine) => machine.volumeId);
  const missing = input.VolumeIds?.find((id) => !ids.includes(id));
  if (missing !== undefined) throw notFound('InvalidVolume', 'volume', missing);
  const named = machines.filter((machine) =>
    (input.VolumeIds ?? [machine.volumeId]).includes(machine.volumeId),
  );
  const matching = filtered(named, input.Filters, (machine, name) => {
    if (name === 'attachment.instance-id') return [machine.id];
    if (name === 'encrypted') return [String(machine.kmsKeyArn !== undefined)];
    return name === 'volume-id' ? [machine.volumeId] : undefined;
  });
  const page = pageOf(matching, input.NextToken, input.MaxResults, 'InvalidNextToken');
  return {
    Volumes: page.items.map((machine) => ({
      VolumeId: machine.volumeId,
      AvailabilityZone: machine.zone,
      State: 'in-use',
      Size: 20,
      VolumeType: 'gp3',
      Encrypted: machine.kmsKeyArn !== undefined,
      ...(machine.kmsKeyArn !== undefined && { KmsKeyId: machine.kmsKeyArn }),
      Attachments: [
        {
          InstanceId: machine.id,
          VolumeId: machine.volumeId,
          Device: '/dev/xvda',
          State: 'attached',
        },
      ],
    })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

export function describeAvailabilityZones(fleet: Fleet): DescribeAvailabilityZonesResult {
  return {
    AvailabilityZones: fleet.network.zones.map((zone, index) => ({
      ZoneName: zone,
      ZoneId: `${fleet.region.replace(/[a-z]+(?=-\d)/, (part) => part[0] ?? '').replaceAll('-', '')}-az${String(index + 1)}`,
      RegionName: fleet.region,
      State: 'available',
      ZoneType: 'availability-zone',
      OptInStatus: 'opt-in-not-required',
    })),
  };
}
