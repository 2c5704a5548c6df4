import type { ApiCall, Requirement } from '../kernel/world.ts';
import type { Clusters } from './clusters.ts';

interface NamedResources {
  readonly name?: string;
  readonly clusterName?: string;
  readonly nodegroupName?: string;
  readonly principalArn?: string;
  readonly resourceArn?: string;
  readonly roleArn?: string;
  readonly nodeRole?: string;
}

/** [documented] Clusters, node groups and access entries by ARN; roles that are handed on are passed. */
export function requirementsOf(clusters: Clusters, call: ApiCall): readonly Requirement[] {
  const input = call.input as NamedResources;
  const resource = resourceOf(clusters, call.operation, input);
  const own: Requirement = {
    action: `eks:${call.operation}`,
    resource,
    conditionKeys: { 'aws:RequestedRegion': clusters.region, ...tagKeys(clusters, input) },
  };
  const role = input.roleArn ?? input.nodeRole;
  if (!call.operation.startsWith('Create') || role === undefined) return [own];
  const conditionKeys = { 'iam:PassedToService': passedTo(call.operation) };
  return [own, { action: 'iam:PassRole', resource: role, conditionKeys }];
}

function passedTo(operation: string): string {
  return operation === 'CreateNodegroup' ? 'ec2.amazonaws.com' : 'eks.amazonaws.com';
}

function resourceOf(clusters: Clusters, operation: string, input: NamedResources): string {
  const { world, region } = clusters;
  const prefix = `arn:aws:eks:${region}:${world.accountId}`;
  const cluster = input.clusterName ?? input.name;
  if (input.resourceArn !== undefined) return input.resourceArn;
  if (cluster === undefined) return '*';
  const record = clusters.records.get(cluster);
  if (input.nodegroupName !== undefined && operation !== 'CreateNodegroup') {
    const arn = record?.nodegroups.get(input.nodegroupName)?.arn;
    return arn ?? `${prefix}:nodegroup/${cluster}/${input.nodegroupName}/unknown`;
  }
  if (input.principalArn !== undefined && operation !== 'CreateAccessEntry') {
    const arn = record?.accessEntries.get(input.principalArn)?.arn;
    return arn ?? `${prefix}:access-entry/${cluster}/unknown`;
  }
  return `${prefix}:cluster/${cluster}`;
}

function tagKeys(clusters: Clusters, input: NamedResources): Record<string, string> {
  const cluster = clusters.records.get(input.clusterName ?? input.name ?? '');
  const keys: Record<string, string> = {};
  for (const [key, value] of cluster?.tags ?? []) keys[`aws:ResourceTag/${key}`] = value;
  return keys;
}
