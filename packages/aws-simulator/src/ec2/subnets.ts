import type { DescribeSubnetsRequest, DescribeSubnetsResult, Subnet } from '@aws-sdk/client-ec2';

import { pageOf } from '../kernel/paging.ts';
import { notFound } from './ec2-faults.ts';
import { filtered } from './filters.ts';
import type { Fleet } from './fleet.ts';
import { subnetOf } from './network.ts';

/** documented: AWS keeps five addresses of each subnet; these are /24. */
const ADDRESSES_OF_A_SUBNET = 251;

interface SubnetRecord {
  readonly id: string;
  readonly zone: string;
  readonly index: number;
}

/** One subnet for each zone; what runs in it takes an address, and a story may take more. */
export function describeSubnets(
  fleet: Fleet,
  input: DescribeSubnetsRequest,
): DescribeSubnetsResult {
  const all = fleet.network.zones.map((zone, index) => ({ id: subnetOf(zone), zone, index }));
  const ids = all.map(({ id }) => id);
  const missing = input.SubnetIds?.find((id) => !ids.includes(id));
  if (missing !== undefined) throw notFound('InvalidSubnetID', 'subnet', missing);
  const named = all.filter(({ id }) => (input.SubnetIds ?? [id]).includes(id));
  const matching = filtered(named, input.Filters, (subnet, name) => {
    if (name === 'subnet-id') return [subnet.id];
    if (name === 'vpc-id') return [fleet.network.vpcId];
    return name === 'availability-zone' ? [subnet.zone] : undefined;
  });
  const page = pageOf(matching, input.NextToken, input.MaxResults, 'InvalidNextToken');
  return {
    Subnets: page.items.map((subnet) => render(fleet, subnet)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

function render(fleet: Fleet, { id, zone, index }: SubnetRecord): Subnet {
  const used = fleet.visible().filter((machine) => machine.zone === zone && isThere(machine.state));
  const taken = used.length + (fleet.network.addressesTaken.get(id) ?? 0);
  return {
    SubnetId: id,
    VpcId: fleet.network.vpcId,
    AvailabilityZone: zone,
    State: 'available',
    CidrBlock: `10.0.${index}.0/24`,
    AvailableIpAddressCount: Math.max(0, ADDRESSES_OF_A_SUBNET - taken),
  };
}

function isThere(state: string): boolean {
  return state !== 'terminated';
}
