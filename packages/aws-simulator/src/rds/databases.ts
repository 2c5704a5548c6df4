import { createAwsEvent, type AwsEvent } from '../kernel/aws-event.ts';
import type { Origin } from '../kernel/origin.ts';
import { scheduleIn } from '../kernel/schedule-in.ts';
import type { World } from '../kernel/world.ts';
import type { Network } from '../ec2/network.ts';
import type { Database, DatabaseStatus } from './database.ts';
import { databaseNotFound } from './rds-faults.ts';
import type { SnapshotRecord } from './snapshot-record.ts';
import type { RdsTimings } from './timings.ts';

/** What DescribeEvents tells. */
export interface DatabaseEvent {
  readonly at: number;
  readonly databaseId: string;
  readonly arn: string;
  readonly categories: readonly string[];
  readonly message: string;
}

/** The databases of one region: what every part of the service works on. */
export interface Databases {
  readonly world: World;
  readonly region: string;
  readonly timings: RdsTimings;
  /** Security groups are the network's. */
  readonly network: Network;
  readonly records: Map<string, Database>;
  readonly snapshots: Map<string, SnapshotRecord>;
  readonly events: DatabaseEvent[];
  /** The databases of another region, for what crosses regions. */
  peer(region: string): Databases | undefined;
  /** This region's and those of all others. */
  regions(): readonly Databases[];
  /** The one of this id, or RDS's error. Ids are not case-sensitive [documented]. */
  require(id: string | undefined): Database;
  move(database: Database, to: DatabaseStatus, origin: Origin): void;
  /** Logs a change of another aspect (`source`, `security-groups`, `engine`, `replication`). */
  note(database: Database, aspect: string, from: string, to: string, origin: Origin): void;
  tell(
    database: Database,
    event: { id: string; categories: readonly string[]; message: string },
  ): void;
  /** Schedules the next part of what is under way; in a lost region it waits. */
  after(database: Database, milliseconds: number, task: () => void): void;
  onChange(listener: (database: Database) => void): void;
}

export interface DatabasesOptions {
  readonly world: World;
  readonly region: string;
  readonly timings: RdsTimings;
  readonly network: Network;
  readonly emit: (event: AwsEvent) => void;
}

/** What the service does of its own. */
export const RDS: Origin = { cause: { kind: 'service', name: 'rds' } };

/** [documented] Events are kept for 14 days. */
export const EVENTS_KEPT_MS = 14 * 24 * 3_600_000;

export function createDatabases(options: DatabasesOptions): Databases {
  const { world, region, timings, network } = options;
  const all = databasesOf(world);
  const records = new Map<string, Database>();
  const listeners: ((database: Database) => void)[] = [];

  function record(subject: string, from: string, to: string, origin: Origin): void {
    world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...origin });
  }

  function changed(database: Database): void {
    for (const listener of listeners) listener(database);
  }

  const databases: Databases = {
    world,
    region,
    timings,
    network,
    records,
    snapshots: new Map(),
    events: [],
    peer: (name) => all.get(name),
    regions: () => [...all.values()],
    require(id) {
      const database = records.get((id ?? '').toLowerCase());
      if (database) return database;
      throw databaseNotFound(id ?? '');
    },
    move(database, to, origin) {
      const from = database.status;
      database.status = to;
      record(subjectOf(databases, database), from, to, origin);
      changed(database);
    },
    note(database, aspect, from, to, origin) {
      record(`${subjectOf(databases, database)}/${aspect}`, from, to, origin);
      changed(database);
    },
    tell(database, { id, categories, message }) {
      const at = world.clock.now();
      databases.events.push({
        at,
        databaseId: database.id,
        arn: database.arn,
        categories,
        message,
      });
      options.emit(instanceEvent(databases, database, { id, categories, message }));
    },
    after(database, milliseconds, task) {
      database.cancelTransition();
      database.cancelTransition = scheduleIn(world, region, milliseconds, task);
    },
    onChange: (listener) => void listeners.push(listener),
  };
  all.set(region, databases);
  return databases;
}

const worlds = new WeakMap<World, Map<string, Databases>>();

/** The databases of each region of a world: replicas find their sources here. */
function databasesOf(world: World): Map<string, Databases> {
  const known = worlds.get(world) ?? new Map<string, Databases>();
  worlds.set(world, known);
  return known;
}

/** Regions may hold databases of the same name: the log says which is meant. */
export function subjectOf(
  { region }: Pick<Databases, 'region'>,
  { id }: Pick<Database, 'id'>,
): string {
  return `database/${region}/${id}`;
}

/** [documented] The event of source `aws.rds`. */
function instanceEvent(
  { world, region }: Databases,
  database: Database,
  event: { id: string; categories: readonly string[]; message: string },
): AwsEvent {
  return createAwsEvent(world, {
    'detail-type': 'RDS DB Instance Event',
    source: 'aws.rds',
    region,
    resources: [database.arn],
    detail: {
      EventCategories: event.categories,
      SourceType: 'DB_INSTANCE',
      SourceArn: database.arn,
      Date: new Date(world.clock.now()).toISOString(),
      Message: event.message,
      SourceIdentifier: database.id,
      EventID: event.id,
    },
  });
}
