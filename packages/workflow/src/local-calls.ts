import type { ErrorObject } from '@aws/durable-execution-sdk-js';
import type { Scheduler } from '@understudy/clock';
import { TerminalError, toErrorRecord } from '@understudy/errors';
import type { Execution } from './journal/execution.ts';
import type { Journal } from './journal/journal.ts';
import { completeInvoke, openCalls, type OutsideEnd } from './journal/outside-rules.ts';

/** Another function, by name or ARN. Payload and result as JSON text. */
export type CallFunction = (
  functionName: string,
  payload: string | undefined,
) => Promise<string | undefined>;

interface CallSetting {
  readonly journal: Journal;
  readonly scheduler: Scheduler;
  readonly executionArn: string;
  readonly call?: CallFunction;
}

/**
 * Starts each call as soon as it is journaled and journals how it ended. A call that a dead
 * process left open is made again, as the service does: functions are called at least once.
 */
export function carryOutCalls(setting: CallSetting, present: Execution): () => void {
  const { journal, executionArn, call = refuseCall } = setting;
  const made = new Set<string>();
  function look(execution: Execution): void {
    for (const { operationId, functionName, payload } of openCalls(execution)) {
      if (made.has(operationId)) continue;
      made.add(operationId);
      void call(functionName, payload).then(
        (result) => settle(operationId, result === undefined ? {} : { result }),
        (thrown: unknown) => settle(operationId, { error: toErrorObject(thrown) }),
      );
    }
  }
  async function settle(operationId: string, end: OutsideEnd): Promise<void> {
    await journal.change(executionArn, (before) => ({
      execution: completeInvoke(before, operationId, end, setting.scheduler.now()),
      answer: undefined,
    }));
  }
  look(present);
  return journal.watch(executionArn, look);
}

/** An error as the service passes it on, with our record inside. */
export function toErrorObject(thrown: unknown): ErrorObject {
  const record = toErrorRecord(thrown);
  return {
    ErrorType: record.code,
    ErrorMessage: record.message,
    ErrorData: JSON.stringify(record),
  };
}

async function refuseCall(functionName: string): Promise<never> {
  throw new TerminalError(
    'CallUnavailable',
    `expected a way to call ${functionName} from here, found none; pass \`call\` to runLocally`,
    { fields: { functionName } },
  );
}
