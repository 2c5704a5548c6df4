import type {
  DurableExecutionClient,
  DurableExecutionClientErrorScope,
  OperationUpdate,
} from '@aws/durable-execution-sdk-js';
import type { Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import type { CheckpointHooks } from './checkpoint-hooks.ts';
import { nameUpdates } from './checkpoint-names.ts';
import { currentToken, type Execution, type JournalRefusal } from './execution.ts';
import { visibleOperations } from './invocation-rules.ts';
import { applyUpdates, STALE_TOKEN_MESSAGE } from './journal-rules.ts';
import type { Journal } from './journal.ts';

/** The durable SDK's client over a journal of ours: the same rules as Lambda's, in process. */
export function createJournalClient(
  journal: Journal,
  clock: Pick<Clock, 'now'>,
  hooks: CheckpointHooks = {},
): DurableExecutionClient {
  return {
    async getExecutionState({ DurableExecutionArn, CheckpointToken }) {
      const operations = await journal.change(DurableExecutionArn ?? '', (execution) => {
        const stale = CheckpointToken !== currentToken(execution);
        return { execution, answer: stale ? undefined : visibleOperations(execution) };
      });
      if (!operations) throw refused({ message: STALE_TOKEN_MESSAGE });
      return { Operations: operations };
    },
    async checkpoint({ DurableExecutionArn = '', CheckpointToken, Updates }) {
      const updates: readonly OperationUpdate[] = Updates ?? [];
      const names = await namesOf(journal, DurableExecutionArn, updates);
      await hooks.before?.(names);
      const ruling = await journal.change(DurableExecutionArn, (execution) => {
        const answer = applyUpdates(execution, { token: CheckpointToken, updates }, clock.now());
        return { execution: answer.accepted ? answer.execution : execution, answer };
      });
      if (!ruling.accepted) throw refused(ruling.refusal);
      await hooks.after?.(names);
      return ruling.response;
    },
  };
}

function namesOf(
  journal: Journal,
  executionArn: string,
  updates: readonly OperationUpdate[],
): Promise<readonly string[]> {
  return journal.change(executionArn, (execution: Execution) => ({
    execution,
    answer: nameUpdates(execution, updates),
  }));
}

/**
 * A refusal as the SDK understands it: a stale token ends this invocation only, because a newer
 * one has the execution; everything else can never succeed and ends the execution.
 */
function refused(refusal: Pick<JournalRefusal, 'message'>): Error {
  const stale = refusal.message === STALE_TOKEN_MESSAGE;
  const scope: DurableExecutionClientErrorScope = stale ? 'INVOCATION' : 'EXECUTION';
  const error = new TerminalError(
    stale ? 'StaleCheckpointToken' : 'CheckpointRefused',
    stale
      ? 'expected the newest checkpoint token, found an older one: another invocation has this execution; stop this one'
      : `expected a checkpoint that the journal's rules accept, found: ${refusal.message}`,
  );
  return Object.assign(error, { isDurableExecutionClientError: true, scope });
}
