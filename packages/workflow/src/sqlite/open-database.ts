import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TerminalError } from '@understudy/errors';
import { JOURNAL_FORMAT, prepareDatabase } from './journal-tables.ts';

/** Opens a journal's file, made when it is not there; refuses one whose tables are not ours. */
export function openDatabase(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  const format = prepareDatabase(database);
  if (format === JOURNAL_FORMAT) return database;
  database.close();
  throw otherVersion(path, `format ${JOURNAL_FORMAT}`, `format ${format}`);
}

export function otherVersion(path: string, expected: string, found: string): TerminalError {
  return new TerminalError(
    'JournalVersionMismatch',
    `expected the journal ${path} to be of version ${expected}, found ${found}; finish the ` +
      `execution with that version, or start it anew under another name or in another file`,
    { fields: { path, expected, found } },
  );
}
