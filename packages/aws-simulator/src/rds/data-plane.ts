import { isReplica, isServing, type Database } from './database.ts';
import { RDS, type Databases } from './databases.ts';
import { positionOf } from './replication.ts';

/** What a client of a database meets. `absent`: no such name. */
export type Access = 'writable' | 'read-only' | 'refused' | 'timeout' | 'absent';

/** A connection pool of an application. It is cut by a boot, and by no security group [documented]. */
export interface DatabaseSession {
  readonly databaseId: string;
  readonly boot: number;
}

/** Where a client is, and the connections that it has. */
export interface Client {
  /** Default: the database's own region. */
  readonly fromRegion?: string;
  /** Default: it opens a new connection. */
  readonly session?: DatabaseSession;
}

export function access(databases: Databases, id: string, client: Client = {}): Access {
  const { world, region } = databases;
  const database = databases.records.get(id);
  if (!database) return 'absent';
  const { fromRegion = region, session } = client;
  const reached =
    world.outages.serves(region) &&
    world.outages.connects(fromRegion, region) &&
    world.outages.connects(region, fromRegion);
  if (!reached) return 'timeout';
  if (!isServing(database)) return database.status === 'stopped' ? 'timeout' : 'refused';
  const tracked = session?.databaseId === id && session.boot === database.boot;
  if (!tracked && !admits(databases, database)) return 'timeout';
  return isReplica(database) || database.status === 'storage-full' ? 'read-only' : 'writable';
}

/** [documented] Groups add up: one that admits the traffic is enough. */
function admits({ network }: Databases, database: Database): boolean {
  return database.securityGroupIds.some((id) => network.securityGroups.get(id)?.admitsTraffic);
}

/** Opens a connection that lives until the next boot; undefined when it cannot be opened. */
export function connect(
  databases: Databases,
  id: string,
  fromRegion?: string,
): DatabaseSession | undefined {
  const database = databases.records.get(id);
  const met = access(databases, id, fromRegion === undefined ? {} : { fromRegion });
  if (!database || (met !== 'writable' && met !== 'read-only')) return undefined;
  return { databaseId: id, boot: database.boot };
}

/** Commits so many transactions now, if the client may; returns what it met. */
export function write(databases: Databases, id: string, client: Client, count: number): Access {
  const met = access(databases, id, client);
  if (met === 'writable') databases.require(id).history.add(databases.world.clock.now(), count);
  return met;
}

/** From now on an application commits so many transactions a second, until it is told otherwise. */
export function setWriteRate(databases: Databases, id: string, perSecond: number): void {
  const database = databases.records.get(id);
  if (!database) return;
  database.wantedPerSecond = perSecond;
  refreshWriteRate(databases, database);
}

/** What does not run commits nothing, and goes on with it when it does. */
export function refreshWriteRate(databases: Databases, database: Database): void {
  const { world, region } = databases;
  const runs = isServing(database) && !isReplica(database) && world.outages.serves(region);
  database.history.setRate(world.clock.now(), runs ? database.wantedPerSecond : 0);
}

/** How many connections applications hold: what DatabaseConnections shows. */
export function setConnections(databases: Databases, id: string, connections: number): void {
  const database = databases.records.get(id);
  if (!database || database.connections === connections) return;
  const before = String(database.connections);
  database.connections = connections;
  databases.note(database, 'connections', before, String(connections), RDS);
}

/** How many commits a database holds now. */
export function position(databases: Databases, id: string): number {
  return positionOf(databases, databases.require(id), databases.world.clock.now());
}
