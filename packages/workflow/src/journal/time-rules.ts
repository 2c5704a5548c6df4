import { toTimestamp, type Execution, type JournalOperation } from './execution.ts';

/** When time alone changes the execution next; undefined when it waits for others or has ended. */
export function dueAt(execution: Execution): number | undefined {
  if (execution.status !== 'RUNNING') return undefined;
  let earliest: number | undefined;
  for (const { dueAtMilliseconds } of execution.operations.values()) {
    if (dueAtMilliseconds === undefined) continue;
    if (earliest === undefined || dueAtMilliseconds < earliest) earliest = dueAtMilliseconds;
  }
  return earliest;
}

/** Everything that has become due by `now`, in the order of its time. The same object if nothing. */
export function advance(execution: Execution, now: number): Execution {
  const earliest = dueAt(execution);
  if (earliest === undefined || earliest > now) return execution;
  const due = [...execution.operations.values()]
    .filter(({ dueAtMilliseconds }) => dueAtMilliseconds !== undefined && dueAtMilliseconds <= now)
    .sort((a, b) => (a.dueAtMilliseconds ?? 0) - (b.dueAtMilliseconds ?? 0));
  const operations = new Map(execution.operations);
  for (const operation of due) operations.set(operation.wire.Id, elapse(operation));
  return { ...execution, operations, unseen: withUnseen(execution, due) };
}

export function withUnseen(
  execution: Execution,
  changed: readonly JournalOperation[],
): readonly string[] {
  return [...new Set([...execution.unseen, ...changed.map(({ wire }) => wire.Id)])];
}

function elapse(operation: JournalOperation): JournalOperation {
  const { wire, dueAtMilliseconds = 0 } = operation;
  const EndTimestamp = toTimestamp(dueAtMilliseconds);
  switch (wire.Type) {
    case 'WAIT':
      return { wire: { ...wire, Status: 'SUCCEEDED', EndTimestamp } };
    case 'STEP': {
      const { Attempt, Error } = wire.StepDetails ?? {};
      return { wire: { ...wire, Status: 'READY', StepDetails: { Attempt, Error } } };
    }
    default:
      return {
        wire: {
          ...wire,
          Status: 'TIMED_OUT',
          EndTimestamp,
          CallbackDetails: {
            ...wire.CallbackDetails,
            Error: { ErrorType: 'Callback.Timeout', ErrorMessage: 'Callback timed out' },
          },
        },
      };
  }
}
