import type { ApiCall, Requirement } from '../kernel/world.ts';
import type { Fleet } from './fleet.ts';

/** Members of inputs that name resources; each operation has only some of them. */
interface NamedResources {
  readonly InstanceIds?: readonly string[];
  readonly InstanceId?: string;
  readonly Groups?: readonly string[];
  readonly Resources?: readonly string[];
  readonly AllocationId?: string;
  readonly AssociationId?: string;
  readonly NetworkInterfaceId?: string;
  readonly RouteTableId?: string;
}

/** [documented] Reads have no resource-level permissions; changes have, with the tags as conditions. */
export function requirementsOf(fleet: Fleet, call: ApiCall): readonly Requirement[] {
  const action = `ec2:${call.operation}`;
  const resources = call.operation.startsWith('Describe')
    ? []
    : resourcesOf(fleet, call.operation, call.input as NamedResources);
  if (resources.length === 0) {
    const conditionKeys = regionKeys(fleet);
    const resource = call.operation === 'RunInstances' ? arnOf(fleet, 'instance/*') : '*';
    return [{ action, resource, conditionKeys }];
  }
  return resources.map(({ path, tags }) => ({
    action,
    resource: arnOf(fleet, path),
    conditionKeys: { ...regionKeys(fleet), ...tagKeys(tags) },
  }));
}

interface Resource {
  readonly path: string;
  readonly tags: ReadonlyMap<string, string> | undefined;
}

function resourcesOf(fleet: Fleet, operation: string, input: NamedResources): Resource[] {
  const { machines, network } = fleet;
  const instance = (id: string): Resource => ({
    path: `instance/${id}`,
    tags: machines.get(id)?.tags,
  });
  const instances = [...(input.InstanceIds ?? []), ...(input.InstanceId ? [input.InstanceId] : [])];
  // ReplaceRoute asks for the route table only, whatever the target [documented].
  const targets = operation === 'ReplaceRoute' ? [] : instances.map(instance);
  const groups = (input.Groups ?? []).map((id) => ({
    path: `security-group/${id}`,
    tags: network.securityGroups.get(id)?.tags,
  }));
  const tagged = (input.Resources ?? []).map((id) =>
    id.startsWith('i-') ? instance(id) : { path: `*/${id}`, tags: undefined },
  );
  const addresses = [...network.addresses.values()]
    .filter(
      (address) =>
        address.allocationId === input.AllocationId ||
        (input.AssociationId !== undefined && address.association?.id === input.AssociationId),
    )
    .map(({ allocationId, tags }) => ({ path: `elastic-ip/${allocationId}`, tags }));
  const interfaces =
    input.NetworkInterfaceId !== undefined && operation === 'AssociateAddress'
      ? [{ path: `network-interface/${input.NetworkInterfaceId}`, tags: undefined }]
      : [];
  const tables = input.RouteTableId
    ? [
        {
          path: `route-table/${input.RouteTableId}`,
          tags: network.routeTables.get(input.RouteTableId)?.tags,
        },
      ]
    : [];
  return [...targets, ...groups, ...tagged, ...addresses, ...interfaces, ...tables];
}

function arnOf(fleet: Fleet, path: string): string {
  return `arn:aws:ec2:${fleet.region}:${fleet.world.accountId}:${path}`;
}

function regionKeys(fleet: Fleet): Record<string, string> {
  return { 'aws:RequestedRegion': fleet.region, 'ec2:Region': fleet.region };
}

/** A resource's tags as both families of condition keys. */
function tagKeys(tags: ReadonlyMap<string, string> | undefined): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const [key, value] of tags ?? []) {
    keys[`aws:ResourceTag/${key}`] = value;
    keys[`ec2:ResourceTag/${key}`] = value;
  }
  return keys;
}
