import { TerminalError } from '@understudy/errors';
import type { Execution } from './execution.ts';
import type { Journal } from './journal.ts';
import { createWatchers } from './watchers.ts';

/** A journal that lives as long as its process: for tests and simulation. */
export function createMemoryJournal(): Journal {
  const executions = new Map<string, Execution>();
  const watchers = createWatchers();
  return {
    async open(fresh) {
      const known = executions.get(fresh.arn);
      if (!known) executions.set(fresh.arn, fresh);
      return known ?? fresh;
    },
    async change(executionArn, rule) {
      const before = executions.get(executionArn);
      if (!before) throw noExecution(executionArn);
      const { execution, answer } = rule(before);
      executions.set(executionArn, execution);
      if (execution !== before) watchers.notify(execution);
      return answer;
    },
    watch: (executionArn, listener) => watchers.watch(executionArn, listener),
    async close() {},
  };
}

export function noExecution(executionArn: string): TerminalError {
  return new TerminalError(
    'ExecutionNotFound',
    `expected the journal to hold the execution ${executionArn}, found none; open it first`,
    { fields: { executionArn } },
  );
}
