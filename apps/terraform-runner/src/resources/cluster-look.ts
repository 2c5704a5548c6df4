import type { EksReads } from '@understudy/aws-clients';
import type { AskedResource, ResourceLook } from './resource-reads.ts';

type Reads = Pick<EksReads, 'describeCluster' | 'describeNodegroups'>;

const NAMELESS: ResourceLook = { state: 'unknown', words: 'without a name', tags: {} };
const ABSENT: ResourceLook = { state: 'absent', words: 'not there', tags: {} };

/** How a cluster is: what EKS says under its name. */
export async function clusterLook(
  eks: Reads,
  attributes: AskedResource['attributes'],
  signal: AbortSignal,
): Promise<ResourceLook> {
  const name = attributes['name'];
  if (typeof name !== 'string' || name === '') return NAMELESS;
  const cluster = await eks.describeCluster(name, { signal });
  if (cluster === undefined) return ABSENT;
  const { status, tags } = cluster;
  return { state: stateOf(status), words: `"${status}" in EKS`, tags, importId: name };
}

/** How a group of nodes is. Its tags are not read: it is imported with its cluster's. */
export async function nodegroupLook(
  eks: Reads,
  attributes: AskedResource['attributes'],
  signal: AbortSignal,
): Promise<ResourceLook> {
  const { cluster_name: cluster, node_group_name: name } = attributes;
  if (typeof cluster !== 'string' || typeof name !== 'string') return NAMELESS;
  const groups = await eks.describeNodegroups(cluster, { signal });
  const group = groups.find((one) => one.name === name);
  if (group === undefined) return ABSENT;
  const { status } = group;
  const tags = (await eks.describeCluster(cluster, { signal }))?.tags ?? {};
  return {
    state: stateOf(status),
    words: `"${status}" in EKS`,
    tags,
    importId: `${cluster}:${name}`,
  };
}

function stateOf(status: string): ResourceLook['state'] {
  if (status === 'ACTIVE') return 'ready';
  return /FAILED|DELETING/.test(status) ? 'failed' : 'pending';
}
