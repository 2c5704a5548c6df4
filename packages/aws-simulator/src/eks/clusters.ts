import type { Ec2 } from '../ec2/index.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import type { Origin } from '../kernel/origin.ts';
import { scheduleIn } from '../kernel/schedule-in.ts';
import type { World } from '../kernel/world.ts';
import type { ClusterRecord, ClusterStatus, NodegroupRecord, NodegroupStatus } from './cluster.ts';
import type { EksTimings } from './timings.ts';

/** The clusters of one region. */
export interface Clusters {
  readonly world: World;
  readonly region: string;
  readonly timings: EksTimings;
  /** Where nodes run. */
  readonly ec2: Ec2;
  readonly records: Map<string, ClusterRecord>;
  /** What a cluster created from now on will be served by, by its name. */
  readonly servedBy: Map<string, ClusterEndpoint>;
  /** Node groups that will fail, by `cluster/nodegroup`, with why. */
  readonly failing: Map<string, { readonly code: string; readonly message: string }>;
  require(name: string | undefined): ClusterRecord;
  move(cluster: ClusterRecord, to: ClusterStatus, origin: Origin): void;
  moveNodegroup(
    cluster: ClusterRecord,
    group: NodegroupRecord,
    to: NodegroupStatus,
    origin: Origin,
  ): void;
  /** Goes on later; in a lost region it waits. */
  after(milliseconds: number, task: () => void): void;
  onChange(listener: (clusterName: string) => void): void;
}

/** A Kubernetes API that answers for a cluster: a real one on loopback, for instance. */
export interface ClusterEndpoint {
  readonly endpoint: string;
  /** Base64 of PEM. */
  readonly certificateAuthority: string;
}

export interface ClustersOptions {
  readonly world: World;
  readonly region: string;
  readonly timings: EksTimings;
  readonly ec2: Ec2;
}

export function createClusters({ world, region, timings, ec2 }: ClustersOptions): Clusters {
  const records = new Map<string, ClusterRecord>();
  const listeners: ((name: string) => void)[] = [];

  function record(subject: string, from: string, to: string, origin: Origin, name: string): void {
    world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...origin });
    for (const listener of listeners) listener(name);
  }

  return {
    world,
    region,
    timings,
    ec2,
    records,
    servedBy: new Map(),
    failing: new Map(),
    require(name) {
      const cluster = records.get(name ?? '');
      if (cluster) return cluster;
      throw notFound(`No cluster found for name: ${name ?? ''}.`);
    },
    move(cluster, to, origin) {
      const from = records.has(cluster.name) ? cluster.status : 'none';
      records.set(cluster.name, cluster);
      cluster.status = to;
      record(`cluster/${region}/${cluster.name}`, from, to, origin, cluster.name);
    },
    moveNodegroup(cluster, group, to, origin) {
      const from = cluster.nodegroups.has(group.name) ? group.status : 'none';
      cluster.nodegroups.set(group.name, group);
      group.status = to;
      const subject = `nodegroup/${region}/${cluster.name}/${group.name}`;
      record(subject, from, to, origin, cluster.name);
    },
    after: (milliseconds, task) => void scheduleIn(world, region, milliseconds, task),
    onChange: (listener) => void listeners.push(listener),
  };
}

/** EKS's errors [documented codes, believed texts]. */
export function notFound(message: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', 404, message, { message });
}

export function inUse(message: string): AwsFault {
  return new AwsFault('ResourceInUseException', 409, message, { message });
}

export function invalidParameter(message: string): AwsFault {
  return new AwsFault('InvalidParameterException', 400, message, { message });
}

export function invalidRequest(message: string): AwsFault {
  return new AwsFault('InvalidRequestException', 400, message, { message });
}
