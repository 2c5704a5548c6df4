import type {
  CreateTagsRequest,
  DescribeInstanceAttributeRequest,
  InstanceAttribute,
  ModifyInstanceAttributeRequest,
} from '@aws-sdk/client-ec2';

import { originOf } from '../kernel/origin.ts';
import type { ApiCall } from '../kernel/world.ts';
import { groupsOf } from './describe-instances.ts';
import { dryRunPassed, invalidValue, missingParameter, notFound } from './ec2-faults.ts';
import type { Fleet } from './fleet.ts';
import type { Machine } from './machine.ts';

export function describeInstanceAttribute(
  fleet: Fleet,
  input: DescribeInstanceAttributeRequest,
): InstanceAttribute {
  const machine = machineOf(fleet, input.InstanceId);
  const InstanceId = machine.id;
  switch (input.Attribute) {
    case 'groupSet':
      return { InstanceId, Groups: groupsOf(fleet, machine) };
    case 'disableApiStop':
      return { InstanceId, DisableApiStop: { Value: machine.apiStopDisabled } };
    case 'disableApiTermination':
      return { InstanceId, DisableApiTermination: { Value: machine.apiTerminationDisabled } };
    case 'instanceType':
      return { InstanceId, InstanceType: { Value: machine.instanceType } };
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceId, InstanceInitiatedShutdownBehavior: { Value: 'stop' } };
    case 'sourceDestCheck':
      return { InstanceId, SourceDestCheck: { Value: true } };
    default:
      throw invalidValue(`The simulator has no instance attribute ${String(input.Attribute)}.`);
  }
}

export function modifyInstanceAttribute(
  fleet: Fleet,
  input: ModifyInstanceAttributeRequest,
  call: ApiCall,
): Record<string, never> {
  const machine = machineOf(fleet, input.InstanceId);
  for (const id of input.Groups ?? []) {
    if (!fleet.network.securityGroups.has(id)) throw notFound('InvalidGroup', 'security group', id);
  }
  if (input.DryRun) throw dryRunPassed();
  if (input.Groups) {
    const before = machine.securityGroupIds.join();
    machine.securityGroupIds = [...input.Groups];
    fleet.note(machine, 'security-groups', before, input.Groups.join(), originOf(call));
  }
  machine.apiStopDisabled = input.DisableApiStop?.Value ?? machine.apiStopDisabled;
  machine.apiTerminationDisabled =
    input.DisableApiTermination?.Value ?? machine.apiTerminationDisabled;
  return {};
}

/** Tags of instances, groups, addresses and route tables. */
export function createTags(fleet: Fleet, input: CreateTagsRequest): Record<string, never> {
  const resources = (input.Resources ?? []).map((id) => tagsOf(fleet, id));
  if (input.DryRun) throw dryRunPassed();
  for (const tags of resources) {
    for (const tag of input.Tags ?? []) tags.set(tag.Key ?? '', tag.Value ?? '');
  }
  return {};
}

/** The tags of any resource of the region, by its id. */
export function tagsOf(fleet: Fleet, id: string): Map<string, string> {
  if (id.startsWith('i-')) return machineOf(fleet, id).tags;
  const { securityGroups, addresses, routeTables } = fleet.network;
  const tags = (securityGroups.get(id) ?? addresses.get(id) ?? routeTables.get(id))?.tags;
  if (!tags) throw notFound('InvalidID', 'ID', id);
  return tags;
}

export function machineOf(fleet: Fleet, id: string | undefined): Machine {
  const [machine] = fleet.require(id === undefined ? [] : [id]);
  if (!machine) throw missingParameter('InstanceId');
  return machine;
}
