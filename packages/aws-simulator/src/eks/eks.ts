import type * as sdk from '@aws-sdk/client-eks';
import { TerminalError } from '@understudy/errors';

import type { Ec2 } from '../ec2/index.ts';
import type { Origin } from '../kernel/origin.ts';
import type { ApiCall, OperationOf, SimulatedService, World } from '../kernel/world.ts';
import {
  associateAccessPolicy,
  createAccessEntry,
  describeAccessEntry,
  listAccessEntries,
  listAssociatedAccessPolicies,
  putAccessEntry,
  type AccessEntryOptions,
} from './access-operations.ts';
import type { ClusterRecord } from './cluster.ts';
import {
  activate,
  createCluster,
  deleteCluster,
  describeCluster,
  listClusters,
  newCluster,
  type ClusterOptions,
} from './cluster-operations.ts';
import { createClusters, notFound, type ClusterEndpoint, type Clusters } from './clusters.ts';
import {
  activateNodegroup,
  createNodegroup,
  deleteNodegroup,
  describeNodegroup,
  listNodegroups,
  newNodegroup,
  type NodegroupOptions,
} from './nodegroup-operations.ts';
import { requirementsOf } from './requirements.ts';
import { createEksTimings, type EksTimings } from './timings.ts';
import { createWorkloads, type Workloads } from './workloads.ts';

export interface EksOptions {
  /** Nodes are EC2's instances. */
  readonly ec2: Ec2;
  /** Default: the field's distributions over the world's chance. */
  readonly timings?: EksTimings;
}

/** EKS of one region, with what scenario builders and modelled deployers need beside its API. */
export interface Eks extends SimulatedService {
  /** A cluster that has long been there, with its nodes. */
  add(
    options: ClusterOptions & { readonly name: string; readonly nodegroup?: NodegroupOptions },
  ): void;
  /** Whose API answers for a cluster, one that exists or one that will be created. */
  serve(clusterName: string, endpoint: ClusterEndpoint): void;
  addAccessEntry(clusterName: string, entry: AccessEntryOptions): void;
  /** The next node group of this name is not made, which shows after a long while. */
  failNodegroup(
    clusterName: string,
    name: string,
    failure: { code: string; message: string },
  ): void;
  cluster(name: string): Readonly<ClusterRecord> | undefined;
  /** What runs in the clusters: a model of Kubernetes for stories without a real one. */
  readonly workloads: Workloads;
  onChange(listener: (clusterName: string) => void): void;
}

const SCENARIO: Origin = { cause: { kind: 'person', name: 'scenario' } };

export function createEks(world: World, region: string, options: EksOptions): Eks {
  const timings = options.timings ?? createEksTimings(world.random.fork(`eks/${region}`));
  const clusters = createClusters({ world, region, timings, ec2: options.ec2 });
  return {
    name: 'eks',
    operations: operationsOf(clusters),
    requirements: (call) => requirementsOf(clusters, call),
    add({ name, nodegroup, ...clusterOptions }) {
      const cluster = newCluster(clusters, name, clusterOptions);
      clusters.move(cluster, 'CREATING', SCENARIO);
      activate(clusters, cluster, SCENARIO);
      if (!nodegroup) return;
      const group = newNodegroup(clusters, cluster, nodegroup);
      clusters.moveNodegroup(cluster, group, 'CREATING', SCENARIO);
      activateNodegroup(clusters, cluster, group, SCENARIO);
    },
    serve(clusterName, endpoint) {
      clusters.servedBy.set(clusterName, endpoint);
      const cluster = clusters.records.get(clusterName);
      if (cluster && cluster.endpoint !== '') Object.assign(cluster, endpoint);
    },
    addAccessEntry: (clusterName, entry) =>
      void putAccessEntry(clusters, existing(clusters, clusterName), entry),
    failNodegroup: (clusterName, name, failure) =>
      void clusters.failing.set(`${clusterName}/${name}`, failure),
    cluster: (name) => clusters.records.get(name),
    workloads: createWorkloads(clusters),
    onChange: (listener) => clusters.onChange(listener),
  };
}

function existing(clusters: Clusters, name: string): ClusterRecord {
  const cluster = clusters.records.get(name);
  if (cluster) return cluster;
  throw new TerminalError('UNKNOWN_CLUSTER', `Expected a cluster, found none: ${name}.`);
}

/** [documented] EKS's operations, as far as they are simulated. */
function operationsOf(clusters: Clusters): Readonly<Record<string, OperationOf>> {
  return {
    ...clusterOperations(clusters),
    CreateNodegroup: (input: sdk.CreateNodegroupCommandInput, call: ApiCall) =>
      createNodegroup(clusters, input, call),
    DescribeNodegroup: (input: sdk.DescribeNodegroupCommandInput) =>
      describeNodegroup(clusters, input),
    ListNodegroups: (input: sdk.ListNodegroupsCommandInput) => listNodegroups(clusters, input),
    DeleteNodegroup: (input: sdk.DeleteNodegroupCommandInput, call: ApiCall) =>
      deleteNodegroup(clusters, input, call),
    CreateAccessEntry: (input: sdk.CreateAccessEntryCommandInput) =>
      createAccessEntry(clusters, input),
    DescribeAccessEntry: (input: sdk.DescribeAccessEntryCommandInput) =>
      describeAccessEntry(clusters, input),
    ListAccessEntries: (input: sdk.ListAccessEntriesCommandInput) =>
      listAccessEntries(clusters, input),
    AssociateAccessPolicy: (input: sdk.AssociateAccessPolicyCommandInput) =>
      associateAccessPolicy(clusters, input),
    ListAssociatedAccessPolicies: (input: sdk.ListAssociatedAccessPoliciesCommandInput) =>
      listAssociatedAccessPolicies(clusters, input),
  };
}

function clusterOperations(clusters: Clusters): Readonly<Record<string, OperationOf>> {
  return {
    CreateCluster: (input: sdk.CreateClusterCommandInput, call: ApiCall) =>
      createCluster(clusters, input, call),
    DescribeCluster: (input: sdk.DescribeClusterCommandInput) => describeCluster(clusters, input),
    ListClusters: (input: sdk.ListClustersCommandInput) => listClusters(clusters, input),
    DeleteCluster: (input: sdk.DeleteClusterCommandInput, call: ApiCall) =>
      deleteCluster(clusters, input, call),
    ListTagsForResource: (input: sdk.ListTagsForResourceCommandInput) => ({
      tags: Object.fromEntries(tagsOf(clusters, input.resourceArn)),
    }),
    TagResource(input: sdk.TagResourceCommandInput) {
      const tags = tagsOf(clusters, input.resourceArn);
      for (const [key, value] of Object.entries(input.tags ?? {})) tags.set(key, value);
      return {};
    },
  };
}

/** Of a cluster or a node group. */
function tagsOf(clusters: Clusters, arn: string | undefined): Map<string, string> {
  for (const cluster of clusters.records.values()) {
    if (cluster.arn === arn) return cluster.tags;
    for (const group of cluster.nodegroups.values()) if (group.arn === arn) return group.tags;
  }
  throw notFound(`No resource found for ARN: ${arn ?? ''}.`);
}
