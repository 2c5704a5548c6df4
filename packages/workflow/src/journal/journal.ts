import type { Execution } from './execution.ts';

/** A change by a pure rule. The same execution back means: nothing to write. */
export interface Change<T> {
  readonly execution: Execution;
  readonly answer: T;
}

/** Where executions are kept. All rules are pure, so a store only has to read and write whole. */
export interface Journal {
  /**
   * Keeps a new execution, or takes up the one that is there under its ARN. Refused when another
   * process has it, or when another version of the program wrote it.
   */
  open(fresh: Execution): Promise<Execution>;
  /** Applies the rule to the present state in one transaction; throws when there is none. */
  change<T>(executionArn: string, rule: (execution: Execution) => Change<T>): Promise<T>;
  /** Calls back after each change, until the returned function is called. */
  watch(executionArn: string, listener: (execution: Execution) => void): () => void;
  /** Applies the answers to callbacks that other processes left; absent where none can. */
  collectAnswers?(executionArn: string, now: number): Promise<void>;
  close(): Promise<void>;
}

/** The present state, without changing it. */
export function readExecution(journal: Journal, executionArn: string): Promise<Execution> {
  return journal.change(executionArn, (execution) => ({ execution, answer: execution }));
}
