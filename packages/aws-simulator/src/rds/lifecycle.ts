import type { Origin } from '../kernel/origin.ts';
import type { Database } from './database.ts';
import { RDS, type Databases } from './databases.ts';
import { positionOf, refreshLinksAround } from './replication.ts';
import { createWriteHistory } from './write-history.ts';

/**
 * Makes a replica a database of its own. The status stays `available` for a while [documented],
 * then it is `modifying` and `rebooting`; the source's id is gone only at the end. From `modifying`
 * on it is no longer fed [believed]. Nothing of it needs the source or its region [documented].
 */
export function promote(databases: Databases, database: Database, origin: Origin): void {
  const { timings } = databases;
  const hidden = timings.promotionHidden();
  const rebooting = timings.promotionReboot();
  const between = Math.max(0, timings.promotion() - hidden - rebooting);
  database.promoting = true;
  databases.note(database, 'promotion', 'none', 'asked', origin);
  databases.after(database, hidden, () => {
    detach(databases, database);
    databases.move(database, 'modifying', origin);
    databases.after(database, between, () => {
      boot(databases, database, 'rebooting', origin);
      databases.after(database, rebooting, () => finishPromotion(databases, database, origin));
    });
  });
}

/** What has arrived is all that it will ever have of its source. */
function detach(databases: Databases, database: Database): void {
  const now = databases.world.clock.now();
  const { replication } = database;
  if (!replication) return;
  replication.stopped = true;
  refreshLinksAround(databases, database);
  database.forkedAt = positionOf(databases, database, now);
  database.history = createWriteHistory(now, database.forkedAt);
}

function finishPromotion(databases: Databases, database: Database, origin: Origin): void {
  const source = database.replication?.sourceId ?? 'none';
  database.replication = undefined;
  database.promoting = false;
  databases.move(database, 'available', origin);
  databases.note(database, 'source', source, 'none', origin);
  databases.tell(database, {
    id: 'RDS-EVENT-0043',
    categories: ['notification'],
    message: 'Promoted Read Replica instance to stand-alone database instance.',
  });
}

/** Connections end here, tracked ones too. */
function boot(
  databases: Databases,
  database: Database,
  status: 'rebooting' | 'failing-over' | 'starting',
  origin: Origin,
): void {
  database.boot++;
  databases.move(database, status, origin);
  dropConnections(databases, database);
}

export function dropConnections(databases: Databases, database: Database): void {
  const { connections } = database;
  if (connections === 0) return;
  database.connections = 0;
  databases.note(database, 'connections', String(connections), '0', RDS);
}

/** A reboot in place, or by the standby of another zone, which takes longer. */
export function reboot(
  databases: Databases,
  database: Database,
  origin: Origin,
  { failover }: { readonly failover: boolean },
): void {
  const { timings } = databases;
  boot(databases, database, failover && origin === RDS ? 'failing-over' : 'rebooting', origin);
  databases.after(database, failover ? timings.failover() : timings.reboot(), () => {
    database.crashed = false;
    if (failover) swapZones(database);
    databases.move(database, 'available', origin);
    databases.tell(
      database,
      failover
        ? {
            id: 'RDS-EVENT-0049',
            categories: ['failover'],
            message: 'Multi-AZ instance failover completed',
          }
        : { id: 'RDS-EVENT-0006', categories: ['availability'], message: 'DB instance restarted' },
    );
  });
}

function swapZones(database: Database): void {
  const { zone, secondaryZone } = database;
  if (secondaryZone === undefined) return;
  database.zone = secondaryZone;
  database.secondaryZone = zone;
}

export function stop(databases: Databases, database: Database, origin: Origin): void {
  databases.move(database, 'stopping', origin);
  dropConnections(databases, database);
  databases.after(database, databases.timings.stopping(), () => {
    databases.move(database, 'stopped', origin);
    databases.tell(database, {
      id: 'RDS-EVENT-0087',
      categories: ['notification'],
      message: 'DB instance stopped',
    });
  });
}

export function start(databases: Databases, database: Database, origin: Origin): void {
  boot(databases, database, 'starting', origin);
  databases.after(database, databases.timings.starting(), () => {
    database.crashed = false;
    databases.move(database, 'available', origin);
    databases.tell(database, {
      id: 'RDS-EVENT-0088',
      categories: ['notification'],
      message: 'DB instance started',
    });
  });
}

/** A backup, by the window or by a snapshot: everything else waits for it. */
export function backUp(
  databases: Databases,
  database: Database,
  origin: Origin,
  milliseconds: number,
  done: () => void = () => undefined,
): void {
  databases.move(database, 'backing-up', origin);
  databases.after(database, milliseconds, () => {
    databases.move(database, 'available', origin);
    done();
  });
}

/** A change of groups begins to hold a little later; connections that are tracked go on [documented]. */
export function changeGroups(
  databases: Databases,
  database: Database,
  groupIds: readonly string[],
  origin: Origin,
): void {
  const statusBefore = database.status;
  database.pendingGroupIds = groupIds;
  databases.move(database, 'modifying', origin);
  databases.after(database, databases.timings.modification(), () => {
    const before = database.securityGroupIds.join();
    database.securityGroupIds = groupIds;
    database.pendingGroupIds = undefined;
    databases.note(database, 'security-groups', before, groupIds.join(), origin);
    databases.move(database, statusBefore, origin);
  });
}
