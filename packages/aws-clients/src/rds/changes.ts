import {
  CreateDBSnapshotCommand,
  ModifyDBInstanceCommand,
  PromoteReadReplicaCommand,
  RebootDBInstanceCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Clock } from '@understudy/clock';
import { guardChanges } from '../calls/permit-guard.ts';
import { callsOf, sendChange } from '../calls/send.ts';
import type { RdsChanges } from '../region-ports.ts';

/** What RDS is asked to do: each under a permit, sent once, never retried. */
export function createRdsChanges(outside: {
  readonly client: RDSClient;
  readonly clock: Pick<Clock, 'now'>;
}): RdsChanges {
  const { client, clock } = outside;
  guardChanges(client, clock);
  const call = callsOf('rds', client);
  return {
    async promote(permit, id) {
      const command = new PromoteReadReplicaCommand({ DBInstanceIdentifier: id });
      await sendChange(call('PromoteReadReplica'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async setSecurityGroups(permit, id, groups) {
      const command = new ModifyDBInstanceCommand({
        DBInstanceIdentifier: id,
        VpcSecurityGroupIds: [...groups],
        // A fence that waits for the maintenance window is none.
        ApplyImmediately: true,
      });
      await sendChange(call('ModifyDBInstance'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async reboot(permit, id, how = {}) {
      const command = new RebootDBInstanceCommand({
        DBInstanceIdentifier: id,
        ...(how.forceFailover === undefined ? {} : { ForceFailover: how.forceFailover }),
      });
      await sendChange(call('RebootDBInstance'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },

    async snapshot(permit, databaseId, snapshotId, tags = {}) {
      const command = new CreateDBSnapshotCommand({
        DBInstanceIdentifier: databaseId,
        DBSnapshotIdentifier: snapshotId,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      await sendChange(call('CreateDBSnapshot'), permit, command, (sending) =>
        client.send(command, sending),
      );
    },
  };
}
