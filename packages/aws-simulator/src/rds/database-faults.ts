import type { Origin } from '../kernel/origin.ts';
import type { Database } from './database.ts';
import { RDS, type Databases } from './databases.ts';
import { backUp, dropConnections, reboot } from './lifecycle.ts';
import { refreshLinksAround } from './replication.ts';

/**
 * What befalls a database. `crash`: it stops working and its status says nothing of it;
 * `native-failover` and `native-reboot`: RDS's own recovery; `backup`: its backup window begins.
 */
export type DatabaseFault =
  | 'crash'
  | 'comes-back'
  | 'native-failover'
  | 'native-reboot'
  | 'backup'
  | 'storage-full'
  | 'storage-freed'
  | 'replication-stops'
  | 'replication-resumes'
  | 'replication-lags';

export interface DatabaseFaultOptions {
  /** Of `replication-lags`. Default: 10 minutes. */
  readonly lagMilliseconds?: number;
}

const LAG_MS = 600_000;

export function inflict(
  databases: Databases,
  id: string,
  fault: DatabaseFault,
  options: DatabaseFaultOptions = {},
): void {
  const database = databases.require(id);
  const origin: Origin = { cause: { kind: 'fault', name: fault } };
  switch (fault) {
    case 'crash':
      return setCrashed(databases, database, true, origin);
    case 'comes-back':
      return setCrashed(databases, database, false, origin);
    case 'native-failover':
      return reboot(databases, database, RDS, { failover: true });
    case 'native-reboot':
      return reboot(databases, database, RDS, { failover: false });
    case 'backup':
      return backUp(databases, database, RDS, databases.timings.backup());
    case 'storage-full':
      return databases.move(database, 'storage-full', origin);
    case 'storage-freed':
      return databases.move(database, 'available', origin);
    default:
      return disturbReplication(databases, database, fault, options.lagMilliseconds ?? LAG_MS);
  }
}

function setCrashed(
  databases: Databases,
  database: Database,
  crashed: boolean,
  origin: Origin,
): void {
  if (database.crashed === crashed) return;
  database.crashed = crashed;
  // Whatever was connected is not any more, and has to come again when it is back.
  database.boot++;
  dropConnections(databases, database);
  const [from, to] = crashed ? ['working', 'crashed'] : ['crashed', 'working'];
  databases.note(database, 'engine', from, to, origin);
}

function disturbReplication(
  databases: Databases,
  database: Database,
  fault: 'replication-stops' | 'replication-resumes' | 'replication-lags',
  lagMilliseconds: number,
): void {
  const { replication } = database;
  if (!replication) return;
  if (fault === 'replication-lags') {
    replication.lagMilliseconds = lagMilliseconds;
    // The link itself stays as it is: its metric must hear of it all the same.
    const origin: Origin = { cause: { kind: 'fault', name: fault } };
    databases.note(database, 'replication', 'replicating', 'lagging', origin);
    return;
  }
  replication.stopped = fault === 'replication-stops';
  refreshLinksAround(databases, database);
}
