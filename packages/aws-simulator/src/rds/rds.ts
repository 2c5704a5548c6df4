import type * as sdk from '@aws-sdk/client-rds';

import type { MetricSource } from '../cloudwatch/metric-source.ts';
import { tagList } from '../ec2/filters.ts';
import type { Ec2 } from '../ec2/index.ts';
import type { AwsEvent } from '../kernel/aws-event.ts';
import type { ApiCall, OperationOf, SimulatedService, World } from '../kernel/world.ts';
import {
  modifyDatabase,
  promoteReadReplica,
  rebootDatabase,
  startDatabase,
  stopDatabase,
} from './change-databases.ts';
import { addDatabase, createReadReplica, type DatabaseOptions } from './create-databases.ts';
import {
  access,
  connect,
  position,
  refreshWriteRate,
  setConnections,
  setWriteRate,
  write,
  type Access,
  type Client,
  type DatabaseSession,
} from './data-plane.ts';
import type { Database } from './database.ts';
import { inflict, type DatabaseFault, type DatabaseFaultOptions } from './database-faults.ts';
import { createDatabases, type Databases } from './databases.ts';
import { describeDatabases, describeEvents } from './describe-databases.ts';
import { refreshLink, refreshLinksAround } from './replication.ts';
import { createDatabaseMetrics } from './replication-metrics.ts';
import { requirementsOf } from './requirements.ts';
import { createSnapshot, describeSnapshots } from './snapshots.ts';
import { createRdsTimings, type RdsTimings } from './timings.ts';

export interface RdsOptions {
  /** Security groups are EC2's. */
  readonly ec2: Pick<Ec2, 'network'>;
  /** Delivers to EventBridge. Default: drops. */
  readonly emit?: (event: AwsEvent) => void;
  /** Default: the field's distributions over the world's chance. */
  readonly timings?: RdsTimings;
}

/** RDS of one region, with what scenario builders, applications and faults need beside its API. */
export interface Rds extends SimulatedService {
  /** AWS/RDS, for CloudWatch. */
  readonly metrics: MetricSource;
  /** Puts a database there, as it has long been; returns its ARN. */
  add(options: DatabaseOptions): string;
  fault(id: string, fault: DatabaseFault, options?: DatabaseFaultOptions): void;
  /** The database as the simulator keeps it. */
  database(id: string): Readonly<Database> | undefined;
  /** What a client of the database meets now. */
  access(id: string, client?: Client): Access;
  /** Opens a connection that lives until the next boot; undefined when it cannot be opened. */
  connect(id: string, fromRegion?: string): DatabaseSession | undefined;
  /** Commits now, if the client may; returns what it met. */
  write(id: string, client?: Client, count?: number): Access;
  /** From now on an application commits so many transactions a second. */
  setWriteRate(id: string, perSecond: number): void;
  setConnections(id: string, connections: number): void;
  /** How many commits the database holds now: its own, or those that a replica has received. */
  position(id: string): number;
  onChange(listener: (id: string) => void): void;
}

export function createRds(world: World, region: string, options: RdsOptions): Rds {
  const databases = createDatabases({
    world,
    region,
    network: options.ec2.network,
    timings: options.timings ?? createRdsTimings(world.random.fork(`rds/${region}`)),
    emit: options.emit ?? (() => undefined),
  });
  const metrics = createDatabaseMetrics(databases);
  databases.onChange((database) => {
    refreshWriteRate(databases, database);
    refreshLinksAround(databases, database);
    metrics.refresh(database);
  });
  world.outages.onChange(() => {
    for (const database of databases.records.values()) {
      refreshWriteRate(databases, database);
      refreshLink(databases, database);
      metrics.refresh(database);
    }
  });
  return {
    name: 'rds',
    operations: operationsOf(databases),
    requirements: (call) => requirementsOf(databases, call),
    metrics,
    add: (database) => addDatabase(databases, database).arn,
    fault: (id, fault, faultOptions) => inflict(databases, id, fault, faultOptions),
    database: (id) => databases.records.get(id),
    access: (id, client) => access(databases, id, client),
    connect: (id, fromRegion) => connect(databases, id, fromRegion),
    write: (id, client = {}, count = 1) => write(databases, id, client, count),
    setWriteRate: (id, perSecond) => setWriteRate(databases, id, perSecond),
    setConnections: (id, connections) => setConnections(databases, id, connections),
    position: (id) => position(databases, id),
    onChange: (listener) => databases.onChange(({ id }) => listener(id)),
  };
}

/** [documented] RDS's operations, as far as they are simulated. */
function operationsOf(databases: Databases): Readonly<Record<string, OperationOf>> {
  return {
    DescribeDBInstances: (input: sdk.DescribeDBInstancesCommandInput) =>
      describeDatabases(databases, input),
    DescribeEvents: (input: sdk.DescribeEventsCommandInput) => describeEvents(databases, input),
    PromoteReadReplica: (input: sdk.PromoteReadReplicaCommandInput, call: ApiCall) =>
      promoteReadReplica(databases, input, call),
    RebootDBInstance: (input: sdk.RebootDBInstanceCommandInput, call: ApiCall) =>
      rebootDatabase(databases, input, call),
    ModifyDBInstance: (input: sdk.ModifyDBInstanceCommandInput, call: ApiCall) =>
      modifyDatabase(databases, input, call),
    StopDBInstance: (input: sdk.StopDBInstanceCommandInput, call: ApiCall) =>
      stopDatabase(databases, input, call),
    StartDBInstance: (input: sdk.StartDBInstanceCommandInput, call: ApiCall) =>
      startDatabase(databases, input, call),
    CreateDBSnapshot: (input: sdk.CreateDBSnapshotCommandInput, call: ApiCall) =>
      createSnapshot(databases, input, call),
    DescribeDBSnapshots: (input: sdk.DescribeDBSnapshotsCommandInput) =>
      describeSnapshots(databases, input),
    CreateDBInstanceReadReplica: (
      input: sdk.CreateDBInstanceReadReplicaCommandInput,
      call: ApiCall,
    ) => createReadReplica(databases, input, call),
    ListTagsForResource: (input: sdk.ListTagsForResourceCommandInput) => ({
      TagList: tagList(tagged(databases, input.ResourceName).tags),
    }),
    AddTagsToResource(input: sdk.AddTagsToResourceCommandInput) {
      const { tags } = tagged(databases, input.ResourceName);
      for (const { Key, Value } of input.Tags ?? []) tags.set(Key ?? '', Value ?? '');
      return {};
    },
  };
}

function tagged(databases: Databases, arn: string | undefined): Database {
  return databases.require(arn?.split(':').at(-1));
}
