import type { DatabaseSync } from 'node:sqlite';
import { TerminalError } from '@understudy/errors';
import type { Execution } from '../journal/execution.ts';
import type { Journal } from '../journal/journal.ts';
import { noExecution } from '../journal/memory-journal.ts';
import { createWatchers } from '../journal/watchers.ts';
import { useAnswers } from './answers.ts';
import {
  inTransaction,
  insertExecution,
  loadExecution,
  saveExecution,
  setOwner,
} from './journal-tables.ts';
import { openDatabase, otherVersion } from './open-database.ts';
import { isAlive, thisProcess, type ProcessOwner } from './process-owner.ts';

export interface SqliteJournalOptions {
  /** The file; it and its directory are made when they are not there. */
  readonly path: string;
  /**
   * Of the program whose workflows are journaled. Replay follows the code step by step, so code of
   * another version must not go on with it.
   */
  readonly version: string;
}

/**
 * A journal in a file. What was answered is on disk: a process that is killed and started again
 * goes on where it was. One process at a time has an execution.
 */
export function openSqliteJournal(options: SqliteJournalOptions): Journal {
  const database = openDatabase(options.path);
  const owner = thisProcess();
  const owned = new Map<string, Execution>();
  const watchers = createWatchers();
  return {
    async open(fresh) {
      const execution = inTransaction(database, () => claim(database, fresh, options, owner));
      owned.set(execution.arn, execution);
      return execution;
    },
    async change(executionArn, rule) {
      const mine = owned.get(executionArn);
      const before = mine ?? loadExecution(database, executionArn)?.execution;
      if (!before) throw noExecution(executionArn);
      const { execution, answer } = rule(before);
      if (execution === before) return answer;
      if (!mine) throw notOpened(executionArn);
      inTransaction(database, () => saveExecution(database, execution, before));
      owned.set(executionArn, execution);
      watchers.notify(execution);
      return answer;
    },
    watch: (executionArn, listener) => watchers.watch(executionArn, listener),
    async collectAnswers(executionArn, now) {
      const before = owned.get(executionArn);
      if (!before) throw notOpened(executionArn);
      const execution = inTransaction(database, () => {
        const answered = useAnswers(database, before, now);
        if (answered !== before) saveExecution(database, answered, before);
        return answered;
      });
      owned.set(executionArn, execution);
      if (execution !== before) watchers.notify(execution);
    },
    async close() {
      inTransaction(database, () => {
        for (const arn of owned.keys()) setOwner(database, arn, undefined);
      });
      owned.clear();
      database.close();
    },
  };
}

/** Makes or takes up the execution for this process, unless another lives that has it. */
function claim(
  database: DatabaseSync,
  fresh: Execution,
  { path, version }: SqliteJournalOptions,
  owner: ProcessOwner,
): Execution {
  const stored = loadExecution(database, fresh.arn);
  if (!stored) insertExecution(database, fresh, version);
  else if (stored.execution.status !== 'RUNNING') return stored.execution;
  else if (stored.version !== version) throw otherVersion(path, version, stored.version);
  else if (stored.owner && stored.owner.pid !== owner.pid && isAlive(stored.owner)) {
    throw hasOwner(fresh.arn, stored.owner);
  }
  setOwner(database, fresh.arn, owner);
  return stored?.execution ?? fresh;
}

function hasOwner(executionArn: string, { pid }: ProcessOwner): TerminalError {
  return new TerminalError(
    'ExecutionHasOwner',
    `expected nobody to run ${executionArn}, found process ${pid} running it; watch that one, or ` +
      'end it and start again',
    { fields: { executionArn, pid } },
  );
}

function notOpened(executionArn: string): TerminalError {
  return new TerminalError(
    'ExecutionNotOpened',
    `expected ${executionArn} to be opened by this process before it is changed; open it first`,
    { fields: { executionArn } },
  );
}
