import type { OperationUpdate } from '@aws/durable-execution-sdk-js';
import { createVirtualClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import { createExecution, currentToken } from './journal/execution.ts';
import { applyUpdates } from './journal/journal-rules.ts';
import { readExecution } from './journal/journal.ts';
import { createMemoryJournal } from './journal/memory-journal.ts';
import { carryOutCalls } from './local-calls.ts';

const ARN = 'arn:x';
const START_CALL: OperationUpdate = {
  Id: 'i',
  Name: 'other',
  Type: 'CHAINED_INVOKE',
  Action: 'START',
  Payload: '{"a":1}',
  ChainedInvokeOptions: { FunctionName: 'function:other' },
};

it.each([
  { end: 'result', call: async () => '"done"', status: 'SUCCEEDED', details: { Result: '"done"' } },
  {
    end: 'error',
    call: async () => Promise.reject(new TerminalError('Denied', 'no')),
    status: 'FAILED',
    details: { Error: expect.objectContaining({ ErrorType: 'Denied', ErrorMessage: 'no' }) },
  },
])(
  'makes a call again that a dead process left open, and journals its $end',
  async ({ call, status, details }) => {
    const scheduler = createVirtualClock(0);
    const journal = createMemoryJournal();
    await journal.open(createExecution(ARN, '{}', 0));
    await journal.change(ARN, (before) => {
      const request = { token: currentToken(before), updates: [START_CALL] };
      const ruling = applyUpdates(before, request, 0);
      return { execution: ruling.accepted ? ruling.execution : before, answer: undefined };
    });
    const made: unknown[] = [];

    const stop = carryOutCalls(
      {
        journal,
        scheduler,
        executionArn: ARN,
        call: (...values) => {
          made.push(values);
          return call();
        },
      },
      await readExecution(journal, ARN),
    );
    await scheduler.advanceTo(1);
    stop();

    const { operations } = await readExecution(journal, ARN);
    expect(made).toEqual([['function:other', '{"a":1}']]);
    expect(operations.get('i')?.wire).toMatchObject({
      Status: status,
      ChainedInvokeDetails: details,
    });
  },
);
