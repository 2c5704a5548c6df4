import type {
  CreateNodegroupRequest,
  CreateNodegroupResponse,
  DeleteNodegroupRequest,
  DeleteNodegroupResponse,
  DescribeNodegroupRequest,
  DescribeNodegroupResponse,
  ListNodegroupsRequest,
  ListNodegroupsResponse,
  Nodegroup,
} from '@aws-sdk/client-eks';

import { originOf, type Origin } from '../kernel/origin.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall } from '../kernel/world.ts';
import type { ClusterRecord, NodegroupRecord } from './cluster.ts';
import { inUse, invalidParameter, invalidRequest, notFound, type Clusters } from './clusters.ts';

const DESIRED = 2;
const ID_DIGITS = 8;

export interface NodegroupOptions {
  readonly name: string;
  readonly desired?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly instanceTypes?: readonly string[];
  readonly nodeRole?: string;
  readonly subnets?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** [documented] The cluster must be ACTIVE; nodes appear when the group is. */
export function createNodegroup(
  clusters: Clusters,
  input: CreateNodegroupRequest,
  call: ApiCall,
): CreateNodegroupResponse {
  const cluster = clusters.require(input.clusterName);
  const name = input.nodegroupName ?? '';
  if (!name) throw invalidParameter('The nodegroup name is required.');
  if (!input.nodeRole) throw invalidParameter('The node role is required.');
  if (cluster.status !== 'ACTIVE') {
    throw invalidRequest(`Cluster '${cluster.name}' is not in ACTIVE status`);
  }
  if (cluster.nodegroups.has(name)) {
    throw inUse(`NodeGroup already exists with name ${name} and cluster name ${cluster.name}`);
  }
  const { desiredSize, minSize, maxSize } = input.scalingConfig ?? {};
  const group = newNodegroup(clusters, cluster, {
    name,
    nodeRole: input.nodeRole,
    ...(desiredSize !== undefined && { desired: desiredSize }),
    ...(minSize !== undefined && { minimum: minSize }),
    ...(maxSize !== undefined && { maximum: maxSize }),
    ...(input.instanceTypes && { instanceTypes: input.instanceTypes }),
    ...(input.subnets && { subnets: input.subnets }),
    tags: input.tags ?? {},
  });
  const origin = originOf(call);
  clusters.moveNodegroup(cluster, group, 'CREATING', origin);
  const failure = clusters.failing.get(`${cluster.name}/${name}`);
  const { timings } = clusters;
  clusters.after(failure ? timings.nodegroupFailure() : timings.nodegroup(), () => {
    if (group.status !== 'CREATING') return;
    group.failure = failure;
    if (failure) return clusters.moveNodegroup(cluster, group, 'CREATE_FAILED', origin);
    activateNodegroup(clusters, cluster, group, origin);
  });
  return { nodegroup: renderNodegroup(cluster, group) };
}

export function newNodegroup(
  { world, region }: Clusters,
  cluster: ClusterRecord,
  options: NodegroupOptions,
): NodegroupRecord {
  const { name, desired = DESIRED } = options;
  const id = world.random.hex(ID_DIGITS);
  return {
    name,
    arn: `arn:aws:eks:${region}:${world.accountId}:nodegroup/${cluster.name}/${name}/${id}`,
    createdAt: world.clock.now(),
    desired,
    minimum: options.minimum ?? 1,
    maximum: options.maximum ?? Math.max(desired, DESIRED),
    instanceTypes: options.instanceTypes ?? ['t3.large'],
    nodeRole: options.nodeRole ?? `arn:aws:iam::${world.accountId}:role/${cluster.name}-nodes`,
    subnets: options.subnets ?? cluster.vpc.subnetIds ?? [],
    tags: new Map(Object.entries(options.tags ?? {})),
    instanceIds: [],
    status: 'CREATING',
    failure: undefined,
  };
}

/** The nodes are EC2 instances with the tags that EKS gives them [documented]. */
export function activateNodegroup(
  clusters: Clusters,
  cluster: ClusterRecord,
  group: NodegroupRecord,
  origin: Origin,
): void {
  const { ec2 } = clusters;
  for (let index = 0; index < group.desired; index++) {
    const zone = ec2.network.zones[index % ec2.network.zones.length];
    const id = ec2.launch({
      name: `${cluster.name}-${group.name}`,
      tags: {
        'eks:cluster-name': cluster.name,
        'eks:nodegroup-name': group.name,
        [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
      },
      instanceType: group.instanceTypes[0] ?? 't3.large',
      ...(zone !== undefined && { zone }),
    });
    // No pod of the application runs there yet.
    ec2.setApplication(id, 'refused', origin);
    group.instanceIds.push(id);
  }
  clusters.moveNodegroup(cluster, group, 'ACTIVE', origin);
}

export function describeNodegroup(
  clusters: Clusters,
  input: DescribeNodegroupRequest,
): DescribeNodegroupResponse {
  const cluster = clusters.require(input.clusterName);
  return { nodegroup: renderNodegroup(cluster, groupOf(cluster, input.nodegroupName)) };
}

export function listNodegroups(
  clusters: Clusters,
  input: ListNodegroupsRequest,
): ListNodegroupsResponse {
  const names = [...clusters.require(input.clusterName).nodegroups.keys()];
  const page = pageOf(names, input.nextToken, input.maxResults, 'InvalidParameterException');
  return { nodegroups: [...page.items], ...(page.next !== undefined && { nextToken: page.next }) };
}

export function deleteNodegroup(
  clusters: Clusters,
  input: DeleteNodegroupRequest,
  call: ApiCall,
): DeleteNodegroupResponse {
  const cluster = clusters.require(input.clusterName);
  const group = groupOf(cluster, input.nodegroupName);
  const origin = originOf(call);
  clusters.moveNodegroup(cluster, group, 'DELETING', origin);
  for (const id of group.instanceIds) clusters.ec2.fault(id, 'terminate');
  clusters.after(clusters.timings.nodegroup(), () => cluster.nodegroups.delete(group.name));
  return { nodegroup: renderNodegroup(cluster, group) };
}

function groupOf(cluster: ClusterRecord, name: string | undefined): NodegroupRecord {
  const group = cluster.nodegroups.get(name ?? '');
  if (group) return group;
  throw notFound(`No node group found for name: ${name ?? ''}.`);
}

function renderNodegroup(cluster: ClusterRecord, group: NodegroupRecord): Nodegroup {
  const { failure } = group;
  return {
    clusterName: cluster.name,
    nodegroupName: group.name,
    nodegroupArn: group.arn,
    status: group.status,
    version: cluster.version,
    createdAt: new Date(group.createdAt),
    capacityType: 'ON_DEMAND',
    scalingConfig: { desiredSize: group.desired, minSize: group.minimum, maxSize: group.maximum },
    instanceTypes: [...group.instanceTypes],
    nodeRole: group.nodeRole,
    subnets: [...group.subnets],
    amiType: 'AL2023_x86_64_STANDARD',
    tags: Object.fromEntries(group.tags),
    health: {
      issues: failure
        ? [{ code: failure.code as 'NodeCreationFailure', message: failure.message }]
        : [],
    },
  };
}
