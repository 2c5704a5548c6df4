import {
  GetDurableExecutionCommand,
  InvokeCommand,
  StopDurableExecutionCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { hasCode, isUnderstudyError, TerminalError } from '@understudy/errors';
import { oneOf } from '../calls/answers.ts';
import { callsOf, sendOnce, sendRead } from '../calls/send.ts';
import type { DurableFunctions, ExecutionStatus, ReadOptions } from '../ports.ts';

/** The longest that Lambda lets a synchronous call run, and 5 s for the way: the signal is sooner. */
const INVOKE_TIMEOUT_MS = 905_000;

/** An error's words in a log: enough to find it in the called function's own log. */
const ERROR_CHARACTERS_MAX = 500;

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'STOPPED'] as const;

const OURS: Readonly<Record<(typeof STATUSES)[number], ExecutionStatus>> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  STOPPED: 'stopped',
};

/** Starting, asking about, stopping and calling functions. */
export function createDurableFunctions(outside: {
  readonly client: LambdaClient;
}): DurableFunctions {
  const { client } = outside;
  const call = callsOf('lambda', client);
  return {
    start: (functionArn, executionName, payload, options = {}) =>
      start(client, { functionArn, executionName, payload }, options),

    async status(executionArn, options = {}) {
      const command = new GetDurableExecutionCommand({ DurableExecutionArn: executionArn });
      try {
        const answer = await sendRead(call('GetDurableExecution'), options, (sending) =>
          client.send(command, sending),
        );
        return OURS[oneOf(answer.Status, STATUSES, 'execution status')];
      } catch (error) {
        if (hasCode(error, 'NotFound')) return 'gone';
        // Silence proves nothing. A refusal would stay silent for ever, so it is an error.
        if (isUnderstudyError(error) && error.retryable) return undefined;
        throw error;
      }
    },

    async stop(executionArn, reason, options = {}) {
      const command = new StopDurableExecutionCommand({
        DurableExecutionArn: executionArn,
        Error: { ErrorType: 'StoppedByUnderstudy', ErrorMessage: reason },
      });
      await sendRead(call('StopDurableExecution'), options, (sending) =>
        client.send(command, sending),
      );
    },

    async invoke(functionName, payload, options = {}) {
      const command = new InvokeCommand({ FunctionName: functionName, Payload: encode(payload) });
      const answer = await sendOnce(call('Invoke'), options, command, (sending) =>
        client.send(command, { ...sending, requestTimeout: INVOKE_TIMEOUT_MS }),
      );
      const result = decode(answer.Payload);
      if (answer.FunctionError) throw functionFailed(functionName, answer.FunctionError, result);
      return result;
    },
  };
}

async function start(
  client: LambdaClient,
  what: { functionArn: string; executionName: string; payload: unknown },
  options: ReadOptions,
): ReturnType<DurableFunctions['start']> {
  const command = new InvokeCommand({
    FunctionName: what.functionArn,
    InvocationType: 'Event',
    DurableExecutionName: what.executionName,
    Payload: encode(what.payload),
  });
  try {
    const call = callsOf('lambda', client)('Invoke');
    const answer = await sendRead(call, options, (sending) => client.send(command, sending));
    const executionArn = answer.DurableExecutionArn;
    return { result: 'started', ...(executionArn ? { executionArn } : {}) };
  } catch (error) {
    if (!isAlreadyStarted(error)) throw error;
    return { result: 'already-started' };
  }
}

/** The same name with another payload: the execution that has the name goes on. */
function isAlreadyStarted(error: unknown): boolean {
  return (
    isUnderstudyError(error) &&
    error.fields['awsCode'] === 'DurableExecutionAlreadyStartedException'
  );
}

function functionFailed(functionName: string, kind: string, result: unknown): TerminalError {
  const words = JSON.stringify(result ?? null).slice(0, ERROR_CHARACTERS_MAX);
  return new TerminalError(
    'FunctionFailed',
    `${functionName}: expected a result, found a ${kind} error: ${words}. See the function's log.`,
    { fields: { functionName, kind } },
  );
}

function encode(payload: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(payload));
}

function decode(payload: Uint8Array | undefined): unknown {
  const text = new TextDecoder().decode(payload);
  return text === '' ? undefined : JSON.parse(text);
}
