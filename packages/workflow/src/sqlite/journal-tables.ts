import type { DatabaseSync } from 'node:sqlite';
import type { Execution, JournalOperation } from '../journal/execution.ts';
import type { ProcessOwner } from './process-owner.ts';

/** Of the tables below. Raised with every change to them; older files are refused, not migrated. */
export const JOURNAL_FORMAT = 1;

/** How long to wait for another process's write. Writes here take milliseconds. */
const BUSY_MILLISECONDS = 5_000;

/** Prepares a file. WAL and full synchronisation: what is answered survives SIGKILL and power. */
export function prepareDatabase(database: DatabaseSync): number {
  database.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const format = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (format !== 0) return format;
  database.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS executions (
      arn TEXT PRIMARY KEY, version TEXT NOT NULL, header TEXT NOT NULL,
      owner_pid INTEGER, owner_started TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS operations (
      arn TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (arn, id)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS answers (
      callback_id TEXT PRIMARY KEY, arn TEXT NOT NULL, body TEXT NOT NULL
    ) STRICT;
    PRAGMA user_version = ${JOURNAL_FORMAT};
    COMMIT;
  `);
  return JOURNAL_FORMAT;
}

/** Runs the work in one transaction that no other process can interleave with. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (thrown) {
    database.exec('ROLLBACK');
    throw thrown;
  }
}

export interface StoredExecution {
  readonly execution: Execution;
  readonly version: string;
  readonly owner: ProcessOwner | undefined;
}

export function loadExecution(database: DatabaseSync, arn: string): StoredExecution | undefined {
  const row = database.prepare('SELECT * FROM executions WHERE arn = ?').get(arn);
  if (!row) return undefined;
  const rows = database
    .prepare('SELECT id, body FROM operations WHERE arn = ? ORDER BY position')
    .all(arn);
  const operations = new Map(
    rows.map(({ id, body }) => [String(id), JSON.parse(String(body)) as JournalOperation] as const),
  );
  const header = JSON.parse(String(row['header'])) as Omit<Execution, 'operations'>;
  const pid = row['owner_pid'];
  return {
    execution: { ...header, operations },
    version: String(row['version']),
    owner:
      pid === null || pid === undefined
        ? undefined
        : { pid: Number(pid), started: String(row['owner_started']) },
  };
}

/** Writes the header and those operations that differ from `before`; rules never change in place. */
export function saveExecution(
  database: DatabaseSync,
  execution: Execution,
  before: Execution | undefined,
): void {
  const { operations, ...header } = execution;
  database
    .prepare('UPDATE executions SET header = ? WHERE arn = ?')
    .run(JSON.stringify(header), execution.arn);
  const put = database.prepare(
    'INSERT INTO operations (arn, id, position, body) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (arn, id) DO UPDATE SET body = excluded.body',
  );
  let position = 0;
  for (const [id, operation] of operations) {
    if (before?.operations.get(id) !== operation) {
      put.run(execution.arn, id, position, JSON.stringify(operation));
    }
    position++;
  }
}

export function insertExecution(
  database: DatabaseSync,
  execution: Execution,
  version: string,
): void {
  database
    .prepare("INSERT INTO executions (arn, version, header) VALUES (?, ?, '{}')")
    .run(execution.arn, version);
  saveExecution(database, execution, undefined);
}

export function setOwner(
  database: DatabaseSync,
  arn: string,
  owner: ProcessOwner | undefined,
): void {
  database
    .prepare('UPDATE executions SET owner_pid = ?, owner_started = ? WHERE arn = ?')
    .run(owner?.pid ?? null, owner?.started ?? null, arn);
}
