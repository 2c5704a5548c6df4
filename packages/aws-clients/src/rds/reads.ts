import {
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  DescribeEventsCommand,
  type DBInstance,
  type DBSnapshot,
  type Event,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { hasCode } from '@understudy/errors';
import { present } from '../calls/answers.ts';
import { readInChunks, readPages } from '../calls/pages.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type {
  DatabaseEventFact,
  DatabaseFact,
  DatabaseSourceFact,
  RdsReads,
  SnapshotFact,
} from '../region-ports.ts';

/** Events on one page: the most that this operation gives. */
const EVENTS_PER_PAGE = 100;

/**
 * What RDS says. Databases are asked for one by one: a question by filter would need leave to see
 * every database of the account.
 */
export function createRdsReads({ client }: { readonly client: RDSClient }): RdsReads {
  const call = callsOf('rds', client);
  return {
    async describeDatabases(ids, options = {}) {
      const ask = async ([id]: string[]): Promise<readonly DatabaseFact[]> => {
        const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: id });
        const answer = await sendRead(call('DescribeDBInstances'), options, (sending) =>
          client.send(command, sending),
        );
        return (answer.DBInstances ?? []).map(toDatabaseFact);
      };
      return await readInChunks(ids, async (chunk) => (await existing(() => ask(chunk))) ?? [], 1);
    },

    async describeEvents(databaseId, sinceMilliseconds, options = {}) {
      return await readPages('rds:DescribeEvents', async (next) => {
        const command = new DescribeEventsCommand({
          SourceType: 'db-instance',
          SourceIdentifier: databaseId,
          StartTime: new Date(sinceMilliseconds),
          MaxRecords: EVENTS_PER_PAGE,
          ...(next ? { Marker: next } : {}),
        });
        const answer = await sendRead(call('DescribeEvents'), options, (sending) =>
          client.send(command, sending),
        );
        return { items: (answer.Events ?? []).map(toEventFact), next: answer.Marker };
      });
    },

    async describeSnapshot(id, options = {}) {
      const command = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id });
      const answer = await existing(() =>
        sendRead(call('DescribeDBSnapshots'), options, (sending) => client.send(command, sending)),
      );
      const [found] = answer?.DBSnapshots ?? [];
      return found && toSnapshotFact(found);
    },
  };
}

/** What does not exist is an answer. */
async function existing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (hasCode(error, 'NotFound')) return undefined;
    throw error;
  }
}

function toDatabaseFact(database: DBInstance): DatabaseFact {
  const source = sourceOf(database.ReadReplicaSourceDBInstanceIdentifier);
  const { Address: host, Port: port } = database.Endpoint ?? {};
  const vpcId = database.DBSubnetGroup?.VpcId;
  const replicationStatus = (database.StatusInfos ?? []).find(
    ({ StatusType }) => StatusType === 'read replication',
  )?.Status;
  return {
    id: present(database.DBInstanceIdentifier, 'DBInstanceIdentifier'),
    arn: present(database.DBInstanceArn, 'DBInstanceArn'),
    status: present(database.DBInstanceStatus, 'DBInstanceStatus'),
    engine: database.Engine ?? '',
    engineVersion: database.EngineVersion ?? '',
    ...(source ? { source } : {}),
    replicas: database.ReadReplicaDBInstanceIdentifiers ?? [],
    ...(replicationStatus ? { replicationStatus } : {}),
    multiZone: database.MultiAZ ?? false,
    securityGroups: (database.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId, Status }) => ({
      id: VpcSecurityGroupId ?? '',
      status: Status ?? '',
    })),
    ...(host && port !== undefined ? { endpoint: { host, port } } : {}),
    ...(vpcId ? { vpcId } : {}),
    ...(database.KmsKeyId ? { kmsKeyArn: database.KmsKeyId } : {}),
    backupRetentionDays: database.BackupRetentionPeriod ?? 0,
    tags: Object.fromEntries(
      (database.TagList ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']),
    ),
  };
}

/** `arn:aws:rds:us-east-1:123456789012:db:konecta-erp-dev`, or an id of the same region. */
function sourceOf(name: string | undefined): DatabaseSourceFact | undefined {
  if (!name) return undefined;
  const [, , , region, , , id] = name.split(':');
  return id === undefined ? { id: name } : { id, ...(region ? { region } : {}) };
}

function toEventFact(event: Event): DatabaseEventFact {
  return {
    databaseId: present(event.SourceIdentifier, 'SourceIdentifier'),
    atMilliseconds: present(event.Date, 'Date').getTime(),
    message: event.Message ?? '',
    categories: event.EventCategories ?? [],
  };
}

function toSnapshotFact(snapshot: DBSnapshot): SnapshotFact {
  return {
    id: present(snapshot.DBSnapshotIdentifier, 'DBSnapshotIdentifier'),
    databaseId: present(snapshot.DBInstanceIdentifier, 'DBInstanceIdentifier'),
    status: present(snapshot.Status, 'Status'),
    ...(snapshot.SnapshotCreateTime
      ? { createdAtMilliseconds: snapshot.SnapshotCreateTime.getTime() }
      : {}),
  };
}
