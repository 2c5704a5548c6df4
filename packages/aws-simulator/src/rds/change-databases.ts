import type {
  ModifyDBInstanceMessage,
  ModifyDBInstanceResult,
  PromoteReadReplicaMessage,
  PromoteReadReplicaResult,
  RebootDBInstanceMessage,
  RebootDBInstanceResult,
  StartDBInstanceMessage,
  StartDBInstanceResult,
  StopDBInstanceMessage,
  StopDBInstanceResult,
} from '@aws-sdk/client-rds';

import { originOf } from '../kernel/origin.ts';
import type { ApiCall } from '../kernel/world.ts';
import { isReplica, type Database } from './database.ts';
import type { Databases } from './databases.ts';
import { renderDatabase } from './describe-databases.ts';
import { changeGroups, promote, reboot, start, stop } from './lifecycle.ts';
import { invalidCombination, invalidParameter, invalidState, notAvailable } from './rds-faults.ts';
import { replicasOf } from './replication.ts';

/** [documented] Refused while it is backed up, and of what is no replica. It cannot be undone. */
export function promoteReadReplica(
  databases: Databases,
  input: PromoteReadReplicaMessage,
  call: ApiCall,
): PromoteReadReplicaResult {
  const database = databases.require(input.DBInstanceIdentifier);
  if (!isReplica(database)) throw invalidState('DB Instance is not a read replica.');
  requireAvailable(database);
  // [believed] A second request while the first does not show yet is refused like a later one.
  if (database.promoting) throw notAvailable(database.id, 'modifying');
  promote(databases, database, originOf(call));
  return { DBInstance: renderDatabase(databases, database) };
}

/** [documented] Available, or full; a forced failover needs a standby in another zone. */
export function rebootDatabase(
  databases: Databases,
  input: RebootDBInstanceMessage,
  call: ApiCall,
): RebootDBInstanceResult {
  const database = databases.require(input.DBInstanceIdentifier);
  if (database.status !== 'storage-full') requireAvailable(database);
  refuseWhilePromoting(database);
  const failover = input.ForceFailover ?? false;
  if (failover && !database.multiAz) {
    throw invalidCombination(
      'Cannot specify forceFailover when the instance is not configured for MultiAZ.',
    );
  }
  reboot(databases, database, originOf(call), { failover });
  return { DBInstance: renderDatabase(databases, database) };
}

/**
 * Security groups are what is simulated of it. They change soon after the call, whatever
 * ApplyImmediately says [documented]; other changes are refused here so that no test relies on one.
 */
export function modifyDatabase(
  databases: Databases,
  input: ModifyDBInstanceMessage,
  call: ApiCall,
): ModifyDBInstanceResult {
  const {
    DBInstanceIdentifier,
    VpcSecurityGroupIds: groupIds,
    ApplyImmediately: _,
    ...others
  } = input;
  const database = databases.require(DBInstanceIdentifier);
  const asked = Object.entries(others).filter(([, value]) => value !== undefined);
  const [unknown] = asked;
  if (unknown) throw invalidParameter(`The simulator does not modify ${unknown[0]}.`);
  if (!['available', 'storage-full'].includes(database.status)) {
    throw notAvailable(database.id, database.status);
  }
  refuseWhilePromoting(database);
  for (const id of groupIds ?? []) {
    if (databases.network.securityGroups.has(id)) continue;
    throw invalidParameter(`Invalid security group , groupId= ${id}, groupName=.`);
  }
  const isChange = groupIds && groupIds.join() !== database.securityGroupIds.join();
  if (isChange) changeGroups(databases, database, groupIds, originOf(call));
  return { DBInstance: renderDatabase(databases, database) };
}

/** [documented] Neither a source with replicas nor a replica can be stopped. */
export function stopDatabase(
  databases: Databases,
  input: StopDBInstanceMessage,
  call: ApiCall,
): StopDBInstanceResult {
  const database = databases.require(input.DBInstanceIdentifier);
  requireAvailable(database);
  if (isReplica(database)) {
    throw invalidState(`Cannot stop DB instance ${database.id}: it is a read replica.`);
  }
  if (replicasOf(databases, database).length > 0) {
    throw invalidState(`Cannot stop DB instance ${database.id}: it has read replicas.`);
  }
  stop(databases, database, originOf(call));
  return { DBInstance: renderDatabase(databases, database) };
}

export function startDatabase(
  databases: Databases,
  input: StartDBInstanceMessage,
  call: ApiCall,
): StartDBInstanceResult {
  const database = databases.require(input.DBInstanceIdentifier);
  if (database.status !== 'stopped') {
    throw invalidState(`Instance ${database.id} is not stopped. Its status is ${database.status}.`);
  }
  start(databases, database, originOf(call));
  return { DBInstance: renderDatabase(databases, database) };
}

function requireAvailable(database: Database): void {
  if (database.status !== 'available') throw notAvailable(database.id, database.status);
}

function refuseWhilePromoting(database: Database): void {
  if (database.promoting) throw notAvailable(database.id, 'modifying');
}
