import type {
  DBInstance,
  DBInstanceMessage,
  DescribeDBInstancesMessage,
  DescribeEventsMessage,
  EventsMessage,
  Filter,
} from '@aws-sdk/client-rds';

import { subnetOf } from '../ec2/network.ts';
import { tagList } from '../ec2/filters.ts';
import { pageOf } from '../kernel/paging.ts';
import type { Database } from './database.ts';
import { EVENTS_KEPT_MS, type Databases } from './databases.ts';
import { databaseNotFound, invalidParameter } from './rds-faults.ts';
import { replicasOf } from './replication.ts';

/** [documented] What one page holds when nothing is said. */
const RECORDS_PER_PAGE = 100;

export function describeDatabases(
  databases: Databases,
  input: DescribeDBInstancesMessage,
): DBInstanceMessage {
  const named = input.DBInstanceIdentifier;
  const all = named === undefined ? [...databases.records.values()] : [byIdOrArn(databases, named)];
  const matching = all.filter((database) =>
    (input.Filters ?? []).every((filter) => passes(database, filter)),
  );
  const size = input.MaxRecords ?? RECORDS_PER_PAGE;
  const page = pageOf(matching, input.Marker, size, 'InvalidParameterValue');
  return {
    DBInstances: page.items.map((database) => renderDatabase(databases, database)),
    ...(page.next !== undefined && { Marker: page.next }),
  };
}

/** [documented] An id, or an ARN of this region. */
function byIdOrArn(databases: Databases, idOrArn: string): Database {
  if (!idOrArn.startsWith('arn:')) return databases.require(idOrArn);
  const found = [...databases.records.values()].find(({ arn }) => arn === idOrArn);
  if (!found) throw databaseNotFound(idOrArn);
  return found;
}

/** [documented] The filters that are simulated. */
function passes(database: Database, { Name, Values = [] }: Filter): boolean {
  switch (Name) {
    case 'db-instance-id':
      return Values.some((value) => value === database.arn || value.toLowerCase() === database.id);
    case 'dbi-resource-id':
      return Values.includes(database.resourceId);
    case 'engine':
      return Values.includes(database.engine);
    default:
      throw invalidParameter(`Unrecognized filter name: ${String(Name)}`);
  }
}

export function renderDatabase(databases: Databases, database: Database): DBInstance {
  const { network, region } = databases;
  return {
    DBInstanceIdentifier: database.id,
    DBInstanceArn: database.arn,
    DbiResourceId: database.resourceId,
    DBInstanceClass: database.instanceClass,
    DBInstanceStatus: database.status,
    Engine: database.engine,
    EngineVersion: database.engineVersion,
    MultiAZ: database.multiAz,
    AvailabilityZone: database.zone,
    ...(database.secondaryZone !== undefined && {
      SecondaryAvailabilityZone: database.secondaryZone,
    }),
    InstanceCreateTime: new Date(database.createdAt),
    Endpoint: { Address: endpointOf(region, database.id), Port: database.port },
    AllocatedStorage: 100,
    StorageType: 'gp3',
    StorageEncrypted: true,
    DeletionProtection: true,
    PubliclyAccessible: false,
    IAMDatabaseAuthenticationEnabled: false,
    BackupRetentionPeriod: database.backupRetentionDays,
    PreferredBackupWindow: '02:00-02:30',
    PreferredMaintenanceWindow: 'sun:05:00-sun:05:30',
    MasterUsername: 'app',
    DBSubnetGroup: {
      DBSubnetGroupName: 'default',
      VpcId: network.vpcId,
      SubnetGroupStatus: 'Complete',
      Subnets: network.zones.map((zone) => ({
        SubnetIdentifier: subnetOf(zone),
        SubnetAvailabilityZone: { Name: zone },
        SubnetStatus: 'Active',
      })),
    },
    VpcSecurityGroups: groupsOf(database),
    TagList: tagList(database.tags),
    PendingModifiedValues: {},
    ...renderReplication(databases, database),
  };
}

/** [documented] A source in another region is named by its ARN, one in this region by its id. */
function renderReplication(databases: Databases, database: Database): Partial<DBInstance> {
  const { region, world } = databases;
  const { replication } = database;
  const arnOf = (home: string, id: string): string =>
    `arn:aws:rds:${home}:${world.accountId}:db:${id}`;
  const nameOf = (home: string, id: string): string => (home === region ? id : arnOf(home, id));
  const replicas = replicasOf(databases, database).map(({ home, replica }) =>
    nameOf(home.region, replica.id),
  );
  return {
    ReadReplicaDBInstanceIdentifiers: replicas,
    ...(replication && {
      ReadReplicaSourceDBInstanceIdentifier: nameOf(replication.sourceRegion, replication.sourceId),
      StatusInfos: [
        {
          StatusType: 'read replication',
          Status: replication.brokenAt === undefined ? 'replicating' : 'error',
          Normal: replication.brokenAt === undefined,
        },
      ],
    }),
  };
}

/** [documented] Groups that come and go say so until they are in effect. */
function groupsOf(database: Database): { VpcSecurityGroupId: string; Status: string }[] {
  const { securityGroupIds, pendingGroupIds } = database;
  const now = securityGroupIds.map((id) => ({
    VpcSecurityGroupId: id,
    Status: pendingGroupIds && !pendingGroupIds.includes(id) ? 'removing' : 'active',
  }));
  const coming = (pendingGroupIds ?? []).filter((id) => !securityGroupIds.includes(id));
  return [...now, ...coming.map((id) => ({ VpcSecurityGroupId: id, Status: 'adding' }))];
}

/** [documented] Instance, account's part, region. */
function endpointOf(region: string, id: string): string {
  return `${id}.c9akciq32rgs.${region}.rds.amazonaws.com`;
}

/** Of the last hour unless more is asked for [documented]. */
export function describeEvents(databases: Databases, input: DescribeEventsMessage): EventsMessage {
  const now = databases.world.clock.now();
  const asked = input.StartTime?.getTime() ?? now - (input.Duration ?? 60) * 60_000;
  const from = Math.max(asked, now - EVENTS_KEPT_MS);
  const to = input.EndTime?.getTime() ?? now;
  const matching = databases.events.filter(
    (event) =>
      event.at >= from &&
      event.at <= to &&
      (input.SourceIdentifier?.toLowerCase() ?? event.databaseId) === event.databaseId &&
      (input.EventCategories ?? event.categories).some((one) => event.categories.includes(one)),
  );
  const size = input.MaxRecords ?? RECORDS_PER_PAGE;
  const page = pageOf(matching, input.Marker, size, 'InvalidParameterValue');
  return {
    Events: page.items.map((event) => ({
      SourceIdentifier: event.databaseId,
      SourceType: 'db-instance',
      SourceArn: event.arn,
      Message: event.message,
      EventCategories: [...event.categories],
      Date: new Date(event.at),
    })),
    ...(page.next !== undefined && { Marker: page.next }),
  };
}
