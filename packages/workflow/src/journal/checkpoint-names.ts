import type { OperationUpdate } from '@aws/durable-execution-sdk-js';
import { operationPath, type Execution } from './execution.ts';

/**
 * Names of updates by what they say, never by the number of the call: how updates are batched
 * into calls may differ from run to run. `stop-old:SUCCEED`, in a branch `drain.left/stop:FAIL`,
 * at later tries `stop-old:RETRY#2`.
 */
export function nameUpdates(
  execution: Execution,
  updates: readonly OperationUpdate[],
): readonly string[] {
  // Parents may be started by the same request: names are read from it as well as the journal.
  const started = new Map(updates.map((update) => [update.Id, update]));
  const pathOf = (update: OperationUpdate): string => {
    const parent = update.ParentId === undefined ? undefined : started.get(update.ParentId);
    if (parent && !execution.operations.has(parent.Id ?? '')) {
      return `${pathOf(parent)}/${update.Name ?? ''}`;
    }
    return operationPath(execution, update.Name ?? '', update.ParentId);
  };
  return updates.map((update) => {
    const attempt = (execution.operations.get(update.Id ?? '')?.wire.StepDetails?.Attempt ?? 0) + 1;
    return `${pathOf(update)}:${update.Action}${attempt > 1 ? `#${attempt}` : ''}`;
  });
}
