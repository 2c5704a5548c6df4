import type { DatabaseSync } from 'node:sqlite';
import { TerminalError } from '@understudy/errors';
import { parseCallbackId } from '../journal/callback-id.ts';
import type { Execution } from '../journal/execution.ts';
import { completeCallback, type OutsideEnd } from '../journal/outside-rules.ts';
import { inTransaction, loadExecution } from './journal-tables.ts';
import { openDatabase } from './open-database.ts';

export interface LeftAnswer {
  readonly path: string;
  /** The token that the workflow announced. */
  readonly callbackId: string;
  readonly end: OutsideEnd;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Answers a callback of an execution that another process runs: the answer is left in the file,
 * and its owner takes it within a second. Refused when the callback is not open, or answered.
 */
export function leaveAnswer({ path, callbackId, end, now }: LeftAnswer): void {
  const database = openDatabase(path);
  try {
    inTransaction(database, () => {
      const arn = parseCallbackId(callbackId)?.executionArn ?? '';
      const stored = loadExecution(database, arn);
      const ruling = stored && completeCallback(stored.execution, callbackId, end, now);
      const taken = database.prepare('SELECT 1 FROM answers WHERE callback_id = ?').get(callbackId);
      if (!ruling?.accepted || taken) throw notOpen(path, taken !== undefined);
      database
        .prepare('INSERT INTO answers (callback_id, arn, body) VALUES (?, ?, ?)')
        .run(callbackId, arn, JSON.stringify(end));
    });
  } finally {
    database.close();
  }
}

/** The execution with all answers that were left for it, which are thereby used up. */
export function useAnswers(database: DatabaseSync, before: Execution, now: number): Execution {
  const rows = database
    .prepare('DELETE FROM answers WHERE arn = ? RETURNING callback_id, body')
    .all(before.arn);
  return rows.reduce((execution: Execution, row) => {
    const end = JSON.parse(String(row['body'])) as OutsideEnd;
    const ruling = completeCallback(execution, String(row['callback_id']), end, now);
    return ruling.accepted ? ruling.execution : execution;
  }, before);
}

function notOpen(path: string, answered: boolean): TerminalError {
  return new TerminalError(
    'CallbackNotOpen',
    `expected the token of an open callback in ${path}, found ` +
      `${answered ? 'one that has its answer' : 'none such'}; look at the run's output for its token`,
    { fields: { path } },
  );
}
