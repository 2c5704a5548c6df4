import type {
  Cluster,
  CreateClusterRequest,
  CreateClusterResponse,
  DeleteClusterRequest,
  DeleteClusterResponse,
  DescribeClusterRequest,
  DescribeClusterResponse,
  ListClustersRequest,
  ListClustersResponse,
} from '@aws-sdk/client-eks';

import { originOf, type Origin } from '../kernel/origin.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall, Principal } from '../kernel/world.ts';
import { subnetOf } from '../ec2/network.ts';
import { putAccessEntry } from './access-operations.ts';
import type { ClusterRecord } from './cluster.ts';
import { inUse, invalidParameter, type Clusters } from './clusters.ts';

const VERSION = '1.34';
/** [documented] Letters, digits, hyphens and underscores, beginning with a letter or digit. */
const NAME = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/;
const ENDPOINT_DIGITS = 32;

/** [documented] Without an endpoint and a certificate until it is ACTIVE. */
export function createCluster(
  clusters: Clusters,
  input: CreateClusterRequest,
  call: ApiCall,
): CreateClusterResponse {
  const name = input.name ?? '';
  if (!NAME.test(name)) throw invalidParameter(`The cluster name '${name}' is not valid.`);
  if (!input.roleArn) throw invalidParameter('The role ARN is required.');
  if (clusters.records.has(name)) throw inUse(`Cluster already exists with name: ${name}`);
  const cluster = newCluster(clusters, name, {
    roleArn: input.roleArn,
    ...(input.version !== undefined && { version: input.version }),
    ...(input.resourcesVpcConfig?.subnetIds && { subnets: input.resourcesVpcConfig.subnetIds }),
    ...(input.accessConfig?.authenticationMode && {
      authenticationMode: input.accessConfig.authenticationMode,
    }),
    tags: input.tags ?? {},
  });
  const origin = originOf(call);
  if (input.accessConfig?.bootstrapClusterCreatorAdminPermissions ?? true) {
    putAccessEntry(clusters, cluster, { principalArn: arnOfPrincipal(clusters, call.principal) });
  }
  clusters.move(cluster, 'CREATING', origin);
  clusters.after(clusters.timings.cluster(), () => activate(clusters, cluster, origin));
  return { cluster: renderCluster(cluster) };
}

export interface ClusterOptions {
  readonly roleArn?: string;
  readonly version?: string;
  readonly subnets?: readonly string[];
  readonly authenticationMode?: ClusterRecord['authenticationMode'];
  readonly tags?: Readonly<Record<string, string>>;
}

/** A cluster that nobody has seen yet. */
export function newCluster(
  clusters: Clusters,
  name: string,
  options: ClusterOptions,
): ClusterRecord {
  const { world, region, ec2 } = clusters;
  return {
    name,
    arn: `arn:aws:eks:${region}:${world.accountId}:cluster/${name}`,
    version: options.version ?? VERSION,
    roleArn: options.roleArn ?? `arn:aws:iam::${world.accountId}:role/${name}-cluster`,
    createdAt: world.clock.now(),
    authenticationMode: options.authenticationMode ?? 'API_AND_CONFIG_MAP',
    vpc: {
      vpcId: ec2.network.vpcId,
      subnetIds: [...(options.subnets ?? ec2.network.zones.map(subnetOf))],
      securityGroupIds: [],
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      publicAccessCidrs: ['0.0.0.0/0'],
    },
    tags: new Map(Object.entries(options.tags ?? {})),
    nodegroups: new Map(),
    accessEntries: new Map(),
    status: 'CREATING',
    endpoint: '',
    certificateAuthority: '',
  };
}

export function activate(clusters: Clusters, cluster: ClusterRecord, origin: Origin): void {
  if (clusters.records.get(cluster.name) !== cluster || cluster.status === 'DELETING') return;
  const { world, region } = clusters;
  const served = clusters.servedBy.get(cluster.name);
  const host = `${world.random.hex(ENDPOINT_DIGITS).toUpperCase()}.gr7.${region}.eks.amazonaws.com`;
  cluster.endpoint = served?.endpoint ?? `https://${host}`;
  cluster.certificateAuthority = served?.certificateAuthority ?? SIMULATED_CERTIFICATE;
  clusters.move(cluster, 'ACTIVE', origin);
}

/** No server shows this one: what is to be connected to needs `serve`. */
const SIMULATED_CERTIFICATE = Buffer.from('simulated certificate authority').toString('base64');

function arnOfPrincipal({ world }: Clusters, principal: Principal): string {
  return principal.kind === 'user'
    ? `arn:aws:iam::${world.accountId}:user/${principal.name}`
    : `arn:aws:iam::${world.accountId}:role/${principal.roleName}`;
}

export function describeCluster(
  clusters: Clusters,
  input: DescribeClusterRequest,
): DescribeClusterResponse {
  return { cluster: renderCluster(clusters.require(input.name)) };
}

export function listClusters(clusters: Clusters, input: ListClustersRequest): ListClustersResponse {
  const names = [...clusters.records.keys()];
  const page = pageOf(names, input.nextToken, input.maxResults, 'InvalidParameterException');
  return { clusters: [...page.items], ...(page.next !== undefined && { nextToken: page.next }) };
}

/** [documented] Node groups go first. */
export function deleteCluster(
  clusters: Clusters,
  input: DeleteClusterRequest,
  call: ApiCall,
): DeleteClusterResponse {
  const cluster = clusters.require(input.name);
  if (cluster.nodegroups.size > 0) throw inUse('Cluster has nodegroups attached');
  const origin = originOf(call);
  clusters.move(cluster, 'DELETING', origin);
  clusters.after(clusters.timings.clusterDeletion(), () => {
    clusters.records.delete(cluster.name);
    const subject = `cluster/${clusters.region}/${cluster.name}`;
    const at = clusters.world.clock.now();
    clusters.world.log.append({
      kind: 'effect',
      at,
      subject,
      from: 'DELETING',
      to: 'none',
      ...origin,
    });
  });
  return { cluster: renderCluster(cluster) };
}

function renderCluster(cluster: ClusterRecord): Cluster {
  const isKnown = cluster.endpoint !== '';
  return {
    name: cluster.name,
    arn: cluster.arn,
    version: cluster.version,
    roleArn: cluster.roleArn,
    status: cluster.status,
    createdAt: new Date(cluster.createdAt),
    platformVersion: 'eks.1',
    resourcesVpcConfig: cluster.vpc,
    kubernetesNetworkConfig: { serviceIpv4Cidr: '172.20.0.0/16', ipFamily: 'ipv4' },
    accessConfig: { authenticationMode: cluster.authenticationMode },
    tags: Object.fromEntries(cluster.tags),
    ...(isKnown && {
      endpoint: cluster.endpoint,
      certificateAuthority: { data: cluster.certificateAuthority },
    }),
  };
}
