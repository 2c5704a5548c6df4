import type {
  CreateDBInstanceReadReplicaMessage,
  CreateDBInstanceReadReplicaResult,
} from '@aws-sdk/client-rds';

import { DEFAULT_GROUP_ID } from '../ec2/network.ts';
import { originOf, type Origin } from '../kernel/origin.ts';
import type { ApiCall } from '../kernel/world.ts';
import { isReplica, type Database, type DatabaseStatus } from './database.ts';
import type { Databases } from './databases.ts';
import { renderDatabase } from './describe-databases.ts';
import {
  databaseExists,
  databaseNotFound,
  invalidCombination,
  invalidState,
  missingParameter,
} from './rds-faults.ts';
import { refreshLink } from './replication.ts';
import { createWriteHistory } from './write-history.ts';

export interface DatabaseOptions {
  readonly id: string;
  /** Default: one zone. */
  readonly multiAz?: boolean;
  readonly instanceClass?: string;
  readonly engineVersion?: string;
  /** Default: the VPC's default group, which admits traffic. */
  readonly securityGroupIds?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly backupRetentionDays?: number;
  /** Makes it a replica of this one. */
  readonly source?: { readonly region: string; readonly id: string };
  readonly status?: DatabaseStatus;
  /** What applications hold from the beginning on. Default: none. */
  readonly connections?: number;
}

const POSTGRESQL_PORT = 5_432;
const ENGINE_VERSION = '16.4';
const INSTANCE_CLASS = 'db.r6g.large';
const RETENTION_DAYS = 7;
const RESOURCE_ID_DIGITS = 26;
const SCENARIO: Origin = { cause: { kind: 'person', name: 'scenario' } };

/** Puts a database there, as it has long been. */
export function addDatabase(databases: Databases, options: DatabaseOptions): Database {
  return putDatabase(databases, options, SCENARIO);
}

function putDatabase(databases: Databases, options: DatabaseOptions, origin: Origin): Database {
  const { world, region, network, records } = databases;
  const id = options.id.toLowerCase();
  if (records.has(id)) throw databaseExists();
  const now = world.clock.now();
  const [zone = `${region}a`, secondZone] = network.zones;
  const { multiAz = false, source, status = 'available' } = options;
  const database: Database = {
    id,
    arn: `arn:aws:rds:${region}:${world.accountId}:db:${id}`,
    resourceId: `db-${world.random.hex(RESOURCE_ID_DIGITS).toUpperCase()}`,
    instanceClass: options.instanceClass ?? INSTANCE_CLASS,
    engine: 'postgres',
    engineVersion: options.engineVersion ?? ENGINE_VERSION,
    multiAz,
    createdAt: now,
    port: POSTGRESQL_PORT,
    tags: new Map(Object.entries(options.tags ?? {})),
    backupRetentionDays: options.backupRetentionDays ?? RETENTION_DAYS,
    zone,
    secondaryZone: multiAz ? secondZone : undefined,
    status,
    securityGroupIds: options.securityGroupIds ?? [DEFAULT_GROUP_ID],
    pendingGroupIds: undefined,
    replication: source && {
      sourceRegion: source.region,
      sourceId: source.id,
      lagMilliseconds: databases.timings.replicationLag(),
      stopped: status === 'creating',
      brokenAt: undefined,
      appliedUntil: now,
      resumedAt: now,
    },
    wantedPerSecond: 0,
    history: createWriteHistory(now),
    boot: 1,
    crashed: false,
    connections: options.connections ?? 0,
    forkedAt: undefined,
    promoting: false,
    cancelTransition: () => undefined,
  };
  records.set(id, database);
  databases.note(database, 'role', 'none', source ? 'replica' : 'stand-alone', origin);
  databases.note(database, 'connections', '0', String(database.connections), origin);
  refreshLink(databases, database);
  return database;
}

/** [documented] A source of another region is named by its ARN; it must keep backups. */
export function createReadReplica(
  databases: Databases,
  input: CreateDBInstanceReadReplicaMessage,
  call: ApiCall,
): CreateDBInstanceReadReplicaResult {
  const id = input.DBInstanceIdentifier;
  if (!id) throw missingParameter('DBInstanceIdentifier');
  const { home, source } = findSource(databases, input.SourceDBInstanceIdentifier);
  if (databases.records.has(id.toLowerCase())) throw databaseExists();
  if (isReplica(source)) throw invalidState('The simulator does not replicate a replica.');
  if (!['available', 'backing-up', 'modifying'].includes(source.status)) {
    throw invalidState(`Source ${source.id} is in state ${source.status}.`);
  }
  if (source.backupRetentionDays === 0) {
    throw invalidCombination('Automated backups are not enabled for this database instance.');
  }
  const origin = originOf(call);
  const database = putDatabase(
    databases,
    {
      id,
      multiAz: input.MultiAZ ?? false,
      instanceClass: input.DBInstanceClass ?? source.instanceClass,
      engineVersion: source.engineVersion,
      ...(input.VpcSecurityGroupIds && { securityGroupIds: input.VpcSecurityGroupIds }),
      tags: Object.fromEntries(
        (input.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']),
      ),
      backupRetentionDays: 0,
      source: { region: home.region, id: source.id },
      status: 'creating',
    },
    origin,
  );
  databases.after(database, databases.timings.replicaCreation(), () => {
    databases.move(database, 'available', origin);
    const { replication } = database;
    if (!replication) return;
    // The copy that it was made from is as old as its end: from here on it is fed.
    replication.stopped = false;
    replication.appliedUntil = databases.world.clock.now() - replication.lagMilliseconds;
    refreshLink(databases, database);
  });
  return { DBInstance: renderDatabase(databases, database) };
}

function findSource(
  databases: Databases,
  idOrArn: string | undefined,
): { home: Databases; source: Database } {
  if (!idOrArn) throw missingParameter('SourceDBInstanceIdentifier');
  if (!idOrArn.startsWith('arn:')) return { home: databases, source: databases.require(idOrArn) };
  const parts = idOrArn.split(':');
  const home = databases.peer(parts[3] ?? '');
  if (!home || parts[5] !== 'db') throw databaseNotFound(idOrArn);
  return { home, source: home.require(parts[6]) };
}
