import type {
  CheckpointDurableExecutionResponse,
  OperationUpdate,
} from '@aws/durable-execution-sdk-js';
import { applyUpdate } from './apply-update.ts';
import { currentToken, refuse, type Execution, type JournalRefusal } from './execution.ts';
import { exceededLimit } from './limits.ts';
import { advance } from './time-rules.ts';

export interface CheckpointRequest {
  readonly token: string | undefined;
  readonly updates: readonly OperationUpdate[];
}

export type CheckpointRuling =
  | {
      readonly accepted: true;
      readonly execution: Execution;
      readonly response: CheckpointDurableExecutionResponse;
    }
  | { readonly accepted: false; readonly refusal: JournalRefusal };

/** The message by which the SDK tells a stale token from a request that can never succeed. */
export const STALE_TOKEN_MESSAGE = 'Invalid Checkpoint Token';

/**
 * One checkpoint at `now`: all of its updates or none. The answer carries the next token, the
 * operations it changed and those that time or others changed since the code was last told.
 */
export function applyUpdates(
  before: Execution,
  request: CheckpointRequest,
  now: number,
): CheckpointRuling {
  if (before.status !== 'RUNNING' || request.token !== currentToken(before)) {
    return refuse(STALE_TOKEN_MESSAGE);
  }
  const problem = exceededLimit(before, request.updates) ?? orderProblem(request.updates);
  if (problem) return { accepted: false, refusal: problem };
  let execution = advance(before, now);
  const changed = new Set(execution.unseen);
  for (const update of request.updates) {
    const ruling = applyUpdate(execution, update, now);
    if (!ruling.accepted) return ruling;
    execution = ruling.execution;
    if (update.Id !== undefined) changed.add(update.Id);
  }
  execution = { ...execution, tokens: execution.tokens + 1, unseen: [] };
  const operations = [...changed].flatMap((id) => execution.operations.get(id)?.wire ?? []);
  return {
    accepted: true,
    execution,
    response: {
      CheckpointToken: currentToken(execution),
      NewExecutionState: { Operations: operations },
    },
  };
}

/** An operation may be started and ended by one request, but not twice; the execution ends last. */
function orderProblem(updates: readonly OperationUpdate[]): JournalRefusal | undefined {
  const last = new Map<string, OperationUpdate>();
  for (const [index, update] of updates.entries()) {
    const earlier = last.get(update.Id ?? '');
    const closes = earlier?.Action === 'START' && update.Action !== 'START';
    if (earlier && !closes) {
      return refuse('Cannot update the same operation twice in a single request.').refusal;
    }
    if (update.Type === 'EXECUTION' && index < updates.length - 1) {
      return refuse('EXECUTION checkpoint must be the last update.').refusal;
    }
    last.set(update.Id ?? '', update);
  }
  return undefined;
}
