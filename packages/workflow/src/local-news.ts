import type { Cancel, Scheduler } from '@understudy/clock';
import type { Execution } from './journal/execution.ts';
import { wantsInvocation } from './journal/invocation-rules.ts';
import { readExecution, type Journal } from './journal/journal.ts';
import { openCallbacks } from './journal/outside-rules.ts';
import { advance, dueAt } from './journal/time-rules.ts';

/**
 * How often a journal that other processes can write to is looked at while a callback is open: a
 * person who has answered in another terminal watches this one.
 */
const ANSWER_LOOK_MILLISECONDS = 1_000;

interface NewsSetting {
  readonly journal: Journal;
  readonly scheduler: Scheduler;
  readonly executionArn: string;
  /** Resolves after this long without news, too. */
  readonly renewSeconds?: number;
}

/**
 * Resolves when time or somebody outside has changed the execution, so that it has to run on, or
 * when it is to be renewed.
 */
export async function untilNews(setting: NewsSetting): Promise<void> {
  const { journal, scheduler, executionArn, renewSeconds } = setting;
  await new Promise<void>((resolve, reject) => {
    let ended = false;
    let cancelTimer: Cancel | undefined;
    const cancelRenewal =
      renewSeconds === undefined
        ? undefined
        : scheduler.schedule(scheduler.now() + renewSeconds * 1_000, () => end(resolve));
    const unwatch = journal.watch(executionArn, look);
    function end(settle: () => void): void {
      ended = true;
      cancelTimer?.();
      cancelRenewal?.();
      unwatch();
      settle();
    }
    function look(execution: Execution): void {
      if (ended) return;
      if (execution.status !== 'RUNNING' || wantsInvocation(execution)) return end(resolve);
      cancelTimer?.();
      const at = nextLook(setting, execution);
      cancelTimer = at === undefined ? undefined : scheduler.schedule(at, () => lookWith(elapse));
    }
    function lookWith(read: (setting: NewsSetting) => Promise<Execution>): void {
      // Whatever the journal threw is handed on as it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      read(setting).then(look, (error: unknown) => end(() => reject(error)));
    }
    lookWith(() => readExecution(journal, executionArn));
  });
}

function nextLook({ journal, scheduler }: NewsSetting, execution: Execution): number | undefined {
  const due = dueAt(execution);
  if (!journal.collectAnswers || openCallbacks(execution).length === 0) return due;
  return Math.min(due ?? Infinity, scheduler.now() + ANSWER_LOOK_MILLISECONDS);
}

async function elapse({ journal, scheduler, executionArn }: NewsSetting): Promise<Execution> {
  const now = scheduler.now();
  await journal.collectAnswers?.(executionArn, now);
  return journal.change(executionArn, (before) => {
    const execution = advance(before, now);
    return { execution, answer: execution };
  });
}
