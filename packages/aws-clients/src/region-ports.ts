import type { Permit } from './permit.ts';
import type { ReadOptions } from './ports.ts';

/** Who a database is fed by: by its id, with its region where that is another one. */
export interface DatabaseSourceFact {
  readonly id: string;
  /** Only of a source in another region, which AWS names by its ARN. */
  readonly region?: string;
}

export interface DatabaseFact {
  readonly id: string;
  readonly arn: string;
  /** AWS's word (`available`, `backing-up`, `modifying`, `rebooting`, …): the list is open. */
  readonly status: string;
  readonly engine: string;
  readonly engineVersion: string;
  /** Absent: it stands alone. While a promotion is under way it is still there. */
  readonly source?: DatabaseSourceFact;
  /** Ids, or ARNs of those in other regions. */
  readonly replicas: readonly string[];
  /** AWS's word for a replica's state (`replicating`, `error`, `stopped`, …). */
  readonly replicationStatus?: string;
  readonly multiZone: boolean;
  readonly securityGroups: readonly {
    readonly id: string;
    /** `active`, `adding`, `removing`. */
    readonly status: string;
  }[];
  readonly endpoint?: { readonly host: string; readonly port: number };
  readonly vpcId?: string;
  readonly kmsKeyArn?: string;
  readonly backupRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DatabaseEventFact {
  readonly databaseId: string;
  readonly atMilliseconds: number;
  readonly message: string;
  readonly categories: readonly string[];
}

export interface SnapshotFact {
  readonly id: string;
  readonly databaseId: string;
  /** `creating`, `available`, `failed`. */
  readonly status: string;
  readonly createdAtMilliseconds?: number;
}

export interface RdsReads {
  /** Those that exist, by id. */
  describeDatabases(
    ids: readonly string[],
    options?: ReadOptions,
  ): Promise<readonly DatabaseFact[]>;
  /** What RDS tells of a database since a time, at most 14 days ago; oldest first. */
  describeEvents(
    databaseId: string,
    sinceMilliseconds: number,
    options?: ReadOptions,
  ): Promise<readonly DatabaseEventFact[]>;
  /** Undefined when there is none of this id. */
  describeSnapshot(id: string, options?: ReadOptions): Promise<SnapshotFact | undefined>;
}

export interface RdsChanges {
  /** Cannot be undone. It has ended when the source is gone from the facts, not before. */
  promote(permit: Permit, id: string): Promise<void>;
  /** Replaces all groups; connections that are open go on until a reboot. */
  setSecurityGroups(permit: Permit, id: string, groups: readonly string[]): Promise<void>;
  reboot(permit: Permit, id: string, how?: { readonly forceFailover?: boolean }): Promise<void>;
  snapshot(
    permit: Permit,
    databaseId: string,
    snapshotId: string,
    tags?: Readonly<Record<string, string>>,
  ): Promise<void>;
}

export interface MetricQuestion {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount';
  readonly periodSeconds: number;
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
}

export interface MetricPoint {
  /** The beginning of its period. */
  readonly atMilliseconds: number;
  readonly value: number;
}

export interface MetricReads {
  /** The points of each question in the questions' order, newest first. None: no data. */
  readMetrics(
    questions: readonly MetricQuestion[],
    options?: ReadOptions,
  ): Promise<readonly (readonly MetricPoint[])[]>;
}

export interface ClusterFact {
  readonly name: string;
  readonly arn: string;
  /** AWS's word: `CREATING`, `ACTIVE`, `DELETING`, `FAILED`, `UPDATING`, `PENDING`. */
  readonly status: string;
  readonly version: string;
  /** Absent until it is ACTIVE. */
  readonly endpoint?: string;
  /** Base64 of PEM. Absent until it is ACTIVE. */
  readonly certificateAuthority?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NodegroupFact {
  readonly name: string;
  /** AWS's word: `CREATING`, `ACTIVE`, `CREATE_FAILED`, `DEGRADED`, … */
  readonly status: string;
  readonly desired: number;
  /** `NodeCreationFailure: …`. */
  readonly issues: readonly string[];
}

export interface AccessEntryFact {
  readonly principalArn: string;
  readonly groups: readonly string[];
  readonly policyArns: readonly string[];
}

export interface EksReads {
  /** Undefined when there is none of this name. */
  describeCluster(name: string, options?: ReadOptions): Promise<ClusterFact | undefined>;
  /** None when the cluster does not exist either. */
  describeNodegroups(clusterName: string, options?: ReadOptions): Promise<readonly NodegroupFact[]>;
  /** What a role or user may do in the cluster; undefined when it has no entry. */
  describeAccessEntry(
    clusterName: string,
    principalArn: string,
    options?: ReadOptions,
  ): Promise<AccessEntryFact | undefined>;
}

export interface StsReads {
  callerIdentity(options?: ReadOptions): Promise<{
    readonly accountId: string;
    readonly arn: string;
    /** The role behind an assumed one, without its path; otherwise the same. */
    readonly roleArn: string;
  }>;
}
