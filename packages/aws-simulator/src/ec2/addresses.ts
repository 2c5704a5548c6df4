import type {
  Address,
  AssociateAddressRequest,
  AssociateAddressResult,
  DescribeAddressesRequest,
  DescribeAddressesResult,
  DisassociateAddressRequest,
} from '@aws-sdk/client-ec2';

import { AwsFault } from '../kernel/aws-fault.ts';
import { originOf, type Origin } from '../kernel/origin.ts';
import type { ApiCall } from '../kernel/world.ts';
import { dryRunPassed, missingParameter, notFound } from './ec2-faults.ts';
import { filtered, tagList, tagValues } from './filters.ts';
import type { Fleet } from './fleet.ts';
import type { Machine } from './machine.ts';
import type { ElasticAddress } from './network.ts';

export function describeAddresses(
  fleet: Fleet,
  input: DescribeAddressesRequest,
): DescribeAddressesResult {
  const { addresses } = fleet.network;
  const missing = input.AllocationIds?.find((id) => !addresses.has(id));
  if (missing !== undefined) throw allocationNotFound(missing);
  const named = [...addresses.values()].filter(
    (address) =>
      (input.AllocationIds ?? [address.allocationId]).includes(address.allocationId) &&
      (input.PublicIps ?? [address.publicIp]).includes(address.publicIp),
  );
  const matching = filtered(named, input.Filters, (address, name) => {
    if (name === 'allocation-id') return [address.allocationId];
    if (name === 'public-ip') return [address.publicIp];
    if (name === 'instance-id') return [address.association?.instanceId ?? ''];
    if (name === 'association-id') return [address.association?.id ?? ''];
    return tagValues(address.tags, name);
  });
  return { Addresses: matching.map((address) => renderAddress(fleet, address)) };
}

function renderAddress(fleet: Fleet, address: ElasticAddress): Address {
  const { association } = address;
  const machine = association && fleet.find(association.instanceId);
  return {
    AllocationId: address.allocationId,
    PublicIp: address.publicIp,
    Domain: 'vpc',
    Tags: tagList(address.tags),
    ...(association && { AssociationId: association.id, InstanceId: association.instanceId }),
    ...(machine && {
      NetworkInterfaceId: machine.interfaceId,
      NetworkInterfaceOwnerId: fleet.world.accountId,
      PrivateIpAddress: machine.privateIp,
    }),
  };
}

/** Moves an address. One that is elsewhere moves only with AllowReassociation [documented]. */
export function associateAddress(
  fleet: Fleet,
  input: AssociateAddressRequest,
  call: ApiCall,
): AssociateAddressResult {
  const address = addressNamed(fleet, input.AllocationId, input.PublicIp);
  const machine = holderOf(fleet, input.InstanceId, input.NetworkInterfaceId);
  const { association } = address;
  const elsewhere = association && association.instanceId !== machine.id;
  if (elsewhere && input.AllowReassociation !== true) {
    const message = `resource ${address.allocationId} is already associated with associate-id ${association.id}`;
    throw new AwsFault('Resource.AlreadyAssociated', 400, message);
  }
  if (input.DryRun) throw dryRunPassed();
  if (association && !elsewhere) return { AssociationId: association.id };
  const id = `eipassoc-${fleet.world.random.hex(17)}`;
  for (const other of fleet.network.addresses.values()) {
    // [documented] A machine's former address is disassociated.
    if (other.association?.instanceId === machine.id) hold(fleet, other, undefined, originOf(call));
  }
  hold(fleet, address, { id, instanceId: machine.id }, originOf(call));
  return { AssociationId: id };
}

export function disassociateAddress(
  fleet: Fleet,
  input: DisassociateAddressRequest,
  call: ApiCall,
): Record<string, never> {
  const address = [...fleet.network.addresses.values()].find(
    (candidate) =>
      candidate.association !== undefined &&
      (candidate.association.id === input.AssociationId || candidate.publicIp === input.PublicIp),
  );
  if (!address) {
    throw notFound('InvalidAssociationID', 'association ID', input.AssociationId ?? '');
  }
  if (input.DryRun) throw dryRunPassed();
  hold(fleet, address, undefined, originOf(call));
  return {};
}

function hold(
  fleet: Fleet,
  address: ElasticAddress,
  association: ElasticAddress['association'],
  origin: Origin,
): void {
  const from = address.association?.instanceId ?? 'none';
  address.association = association;
  fleet.world.log.append({
    kind: 'effect',
    at: fleet.world.clock.now(),
    subject: `address/${address.allocationId}`,
    from,
    to: association?.instanceId ?? 'none',
    ...origin,
  });
}

function addressNamed(
  fleet: Fleet,
  allocationId: string | undefined,
  publicIp: string | undefined,
): ElasticAddress {
  const addresses = [...fleet.network.addresses.values()];
  const address = addresses.find(
    (candidate) => candidate.allocationId === allocationId || candidate.publicIp === publicIp,
  );
  if (!address) throw allocationNotFound(allocationId ?? publicIp ?? '');
  return address;
}

function holderOf(
  fleet: Fleet,
  instanceId: string | undefined,
  interfaceId: string | undefined,
): Machine {
  if (instanceId !== undefined) {
    const [machine] = fleet.require([instanceId]);
    if (machine) return machine;
  }
  if (interfaceId === undefined) throw missingParameter('InstanceId');
  return machineOfInterface(fleet, interfaceId);
}

export function machineOfInterface(fleet: Fleet, interfaceId: string): Machine {
  const machine = fleet.visible().find((candidate) => candidate.interfaceId === interfaceId);
  if (!machine) throw notFound('InvalidNetworkInterfaceID', 'networkInterface ID', interfaceId);
  return machine;
}

function allocationNotFound(id: string): AwsFault {
  return notFound('InvalidAllocationID', 'allocation ID', id);
}
