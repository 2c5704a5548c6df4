import type {
  CreateDBSnapshotMessage,
  CreateDBSnapshotResult,
  DBSnapshot,
  DBSnapshotMessage,
  DescribeDBSnapshotsMessage,
} from '@aws-sdk/client-rds';

import { tagList } from '../ec2/filters.ts';
import { originOf } from '../kernel/origin.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall } from '../kernel/world.ts';
import type { Databases } from './databases.ts';
import { backUp } from './lifecycle.ts';
import { missingParameter, notAvailable, snapshotExists, snapshotNotFound } from './rds-faults.ts';
import { positionOf } from './replication.ts';
import type { SnapshotRecord } from './snapshot-record.ts';

/** [documented] The database must be available; it is `backing-up` until the snapshot is there. */
export function createSnapshot(
  databases: Databases,
  input: CreateDBSnapshotMessage,
  call: ApiCall,
): CreateDBSnapshotResult {
  const { world, region, snapshots } = databases;
  const id = input.DBSnapshotIdentifier?.toLowerCase();
  if (!id) throw missingParameter('DBSnapshotIdentifier');
  const database = databases.require(input.DBInstanceIdentifier);
  if (snapshots.has(id)) throw snapshotExists(id);
  if (database.status !== 'available') throw notAvailable(database.id, database.status);
  const snapshot: SnapshotRecord = {
    id,
    arn: `arn:aws:rds:${region}:${world.accountId}:snapshot:${id}`,
    databaseId: database.id,
    engine: database.engine,
    engineVersion: database.engineVersion,
    port: database.port,
    zone: database.zone,
    createdAt: world.clock.now(),
    position: positionOf(databases, database, world.clock.now()),
    tags: new Map((input.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    status: 'creating',
  };
  snapshots.set(id, snapshot);
  const origin = originOf(call);
  const move = (from: string, to: SnapshotRecord['status']): void => {
    snapshot.status = to;
    const at = world.clock.now();
    world.log.append({
      kind: 'effect',
      at,
      subject: `snapshot/${region}/${id}`,
      from,
      to,
      ...origin,
    });
  };
  move('none', 'creating');
  backUp(databases, database, origin, databases.timings.snapshot(), () =>
    move('creating', 'available'),
  );
  return { DBSnapshot: render(snapshot) };
}

export function describeSnapshots(
  databases: Databases,
  input: DescribeDBSnapshotsMessage,
): DBSnapshotMessage {
  const wanted = input.DBSnapshotIdentifier?.toLowerCase();
  if (wanted !== undefined && !databases.snapshots.has(wanted)) throw snapshotNotFound(wanted);
  const matching = [...databases.snapshots.values()].filter(
    (snapshot) =>
      (wanted ?? snapshot.id) === snapshot.id &&
      (input.DBInstanceIdentifier?.toLowerCase() ?? snapshot.databaseId) === snapshot.databaseId,
  );
  const page = pageOf(matching, input.Marker, input.MaxRecords, 'InvalidParameterValue');
  return {
    DBSnapshots: page.items.map(render),
    ...(page.next !== undefined && { Marker: page.next }),
  };
}

function render(snapshot: SnapshotRecord): DBSnapshot {
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBSnapshotArn: snapshot.arn,
    DBInstanceIdentifier: snapshot.databaseId,
    Engine: snapshot.engine,
    EngineVersion: snapshot.engineVersion,
    Port: snapshot.port,
    AvailabilityZone: snapshot.zone,
    Status: snapshot.status,
    SnapshotType: 'manual',
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    // [documented] The time is there when the snapshot is.
    ...(snapshot.status === 'available' && { SnapshotCreateTime: new Date(snapshot.createdAt) }),
    TagList: tagList(snapshot.tags),
  };
}
