import { isServing, type Database, type Replication } from './database.ts';
import { RDS, type Databases } from './databases.ts';

/** After an interruption a replica applies what it missed this many times as fast as it was written. */
const CATCH_UP_FACTOR = 10;

/** The source of a replica, as long as it exists. */
export function sourceOf(databases: Databases, replication: Replication): Database | undefined {
  return databases.peer(replication.sourceRegion)?.records.get(replication.sourceId);
}

/** The source's moment up to which a replica has applied what was committed there. */
export function appliedAt(replication: Replication, atMilliseconds: number): number {
  const { appliedUntil, brokenAt, resumedAt, lagMilliseconds } = replication;
  if (brokenAt !== undefined && atMilliseconds >= brokenAt) return appliedUntil;
  const caughtUp = appliedUntil + (atMilliseconds - resumedAt) * CATCH_UP_FACTOR;
  return Math.max(appliedUntil, Math.min(atMilliseconds - lagMilliseconds, caughtUp));
}

/** How many commits a database holds: its own, or those of its source that have arrived. */
export function positionOf(databases: Databases, database: Database, at: number): number {
  const { replication } = database;
  if (!replication) return database.history.positionAt(at);
  const source = sourceOf(databases, replication);
  return source ? source.history.positionAt(appliedAt(replication, at)) : 0;
}

/** Whether a replica is being fed now: both run, the network is whole, nobody stopped it. */
function isLinked(databases: Databases, replica: Database, replication: Replication): boolean {
  const { outages } = databases.world;
  const source = sourceOf(databases, replication);
  const { sourceRegion } = replication;
  return (
    source !== undefined &&
    !replication.stopped &&
    isServing(source) &&
    isServing(replica) &&
    outages.serves(sourceRegion) &&
    outages.serves(databases.region) &&
    outages.connects(sourceRegion, databases.region) &&
    outages.connects(databases.region, sourceRegion)
  );
}

/** Breaks or restores a replica's link to its source, as the world now is. */
export function refreshLink(databases: Databases, replica: Database): void {
  const { replication } = replica;
  if (!replication) return;
  const now = databases.world.clock.now();
  const linked = isLinked(databases, replica, replication);
  if (linked === (replication.brokenAt === undefined)) return;
  replication.appliedUntil = appliedAt(replication, now);
  replication.brokenAt = linked ? undefined : now;
  replication.resumedAt = now;
  const [from, to] = linked ? ['broken', 'replicating'] : ['replicating', 'broken'];
  databases.note(replica, 'replication', from, to, RDS);
}

/** Every replica here, and every replica elsewhere of what is here. */
export function refreshLinksAround(databases: Databases, changed: Database): void {
  refreshLink(databases, changed);
  for (const { home, replica } of replicasOf(databases, changed)) refreshLink(home, replica);
}

/** The replicas of a database, in whatever region. */
export function replicasOf(
  databases: Databases,
  source: Database,
): readonly { readonly home: Databases; readonly replica: Database }[] {
  return databases
    .regions()
    .flatMap((home) =>
      [...home.records.values()]
        .filter(
          ({ replication }) =>
            replication?.sourceId === source.id && replication.sourceRegion === databases.region,
        )
        .map((replica) => ({ home, replica })),
    );
}
