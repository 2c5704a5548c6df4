import type { DurableLambdaHandler } from '@aws/durable-execution-sdk-js';
import type { Scheduler } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import { createExecution } from './journal/execution.ts';
import { readExecution, type Journal } from './journal/journal.ts';
import { carryOutCalls, type CallFunction } from './local-calls.ts';
import { invokeOnce } from './local-invocation.ts';
import { untilNews } from './local-news.ts';
import { outcomeOf, type LocalOutcome } from './local-outcome.ts';

export interface LocalRunOptions {
  /** A hosted workflow whose client writes to the same journal. */
  readonly handler: DurableLambdaHandler;
  readonly journal: Journal;
  readonly scheduler: Scheduler;
  /** Names the execution: the same again goes on where it was, or returns what it ended with. */
  readonly executionArn: string;
  readonly input: unknown;
  /** How long one invocation may take. Default 60, what the functions that act have in Lambda. */
  readonly invocationSeconds?: number;
  /** Between news and the next invocation; a simulation draws it from measured times. Default 0. */
  readonly resumeMilliseconds?: () => number;
  /**
   * An execution that only waits is invoked this often all the same: what each invocation renews
   * outside, such as the turn of a lease, must not look abandoned. Default: only for news.
   */
  readonly renewSeconds?: number;
  /** Carries out `workflow.call`. Default: every call fails. */
  readonly call?: CallFunction;
}

export const INVOCATION_SECONDS = 60;

/** Before an invocation that died is repeated. */
const RETRY_MILLISECONDS = 1_000;

/**
 * Invocations that die one after the other without journaling anything. More than any passing
 * fault explains: the program itself dies, and repeating it would never end.
 */
const DEATHS_MAX = 10;

/** Runs invocation after invocation, with waits, retries and callbacks, until the execution ends. */
export async function runLocally(options: LocalRunOptions): Promise<LocalOutcome> {
  const { journal, scheduler, executionArn, input } = options;
  const payload = input === undefined ? undefined : JSON.stringify(input);
  let execution = await journal.open(createExecution(executionArn, payload, scheduler.now()));
  const stopCalls = carryOutCalls(options, execution);
  try {
    // Nobody else runs it: an invocation that was under way died with its process.
    let due = execution.status === 'RUNNING';
    for (let deaths = 0; execution.status === 'RUNNING';) {
      if (!due) await untilNews(options);
      const before = await readExecution(journal, executionArn);
      if (before.status === 'RUNNING') {
        await pause(scheduler, options.resumeMilliseconds?.() ?? 0);
        due = await runInvocation(options);
      }
      execution = await readExecution(journal, executionArn);
      deaths = due && execution.tokens === before.tokens + 1 ? deaths + 1 : 0;
      if (deaths >= DEATHS_MAX) throw keepsDying(executionArn);
    }
    return outcomeOf(execution);
  } finally {
    stopCalls();
  }
}

/** True when the invocation died, so that another is due at once. */
async function runInvocation(options: LocalRunOptions): Promise<boolean> {
  const end = await invokeOnce(options, options.invocationSeconds ?? INVOCATION_SECONDS);
  if (end === 'died') await pause(options.scheduler, RETRY_MILLISECONDS);
  return end === 'died';
}

async function pause(scheduler: Scheduler, milliseconds: number): Promise<void> {
  if (milliseconds > 0) await scheduler.sleep(milliseconds);
}

function keepsDying(executionArn: string): TerminalError {
  return new TerminalError(
    'ExecutionKeepsDying',
    `expected an invocation of ${executionArn} to journal something, found ${DEATHS_MAX} in a row ` +
      'that died before; look at what the first step does to its process',
    { fields: { executionArn } },
  );
}
