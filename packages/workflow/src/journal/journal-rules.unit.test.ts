import type { OperationUpdate } from '@aws/durable-execution-sdk-js';
import { createExecution, currentToken, type Execution } from './execution.ts';
import {
  finishInvocation,
  startInvocation,
  stopExecution,
  visibleOperations,
} from './invocation-rules.ts';
import { applyUpdates, STALE_TOKEN_MESSAGE } from './journal-rules.ts';
import { ERROR_BYTES_MAX, OPERATIONS_MAX, PAYLOAD_BYTES_MAX } from './limits.ts';
import { completeCallback, completeInvoke, heartbeatCallback, openCalls } from './outside-rules.ts';
import { advance, dueAt } from './time-rules.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');

function begin(): Execution {
  return startInvocation(createExecution('arn:x', '{}', NOW), NOW).execution;
}

function update(Id: string, Type: string, Action: string, more: object = {}): OperationUpdate {
  return { Id, Name: Id, Type, Action, ...more } as OperationUpdate;
}

/** The execution after each list of updates, all of which are expected to be accepted. */
function play(before: Execution, now: number, ...requests: OperationUpdate[][]): Execution {
  return requests.reduce((execution, updates) => {
    const ruling = applyUpdates(execution, { token: currentToken(execution), updates }, now);
    if (!ruling.accepted) throw new TypeError(ruling.refusal.message);
    return ruling.execution;
  }, before);
}

function refusal(before: Execution, updates: OperationUpdate[]): string | undefined {
  const ruling = applyUpdates(before, { token: currentToken(before), updates }, NOW);
  return ruling.accepted ? undefined : ruling.refusal.message;
}

function statusOf(execution: Execution, id: string): string | undefined {
  return execution.operations.get(id)?.wire.Status;
}

describe('checkpoint tokens', () => {
  it('accept only the newest, and change with each checkpoint and each invocation', () => {
    const first = begin();
    const second = play(first, NOW, [update('a', 'STEP', 'START')]);
    const third = startInvocation(second, NOW).execution;

    for (const stale of [first, second]) {
      const ruling = applyUpdates(third, { token: currentToken(stale), updates: [] }, NOW);
      expect(ruling).toMatchObject({
        accepted: false,
        refusal: { name: 'InvalidParameterValueException', statusCode: 400 },
      });
      expect(!ruling.accepted && ruling.refusal.message).toBe(STALE_TOKEN_MESSAGE);
    }
    expect(refusal(third, [])).toBeUndefined();
  });

  it('are all stale when the execution has ended', () => {
    const stopped = stopExecution(begin(), { ErrorType: 'Stopped' }, NOW);

    expect(refusal(stopped, [])).toBe(STALE_TOKEN_MESSAGE);
    expect(stopped).toMatchObject({ status: 'STOPPED', endedAtMilliseconds: NOW });
  });
});

describe('operations', () => {
  it('retries a step after its delay, counting the tries that have ended', () => {
    const retry = update('a', 'STEP', 'RETRY', { StepOptions: { NextAttemptDelaySeconds: 5 } });
    const waiting = play(begin(), NOW, [update('a', 'STEP', 'START')], [retry]);
    const ready = advance(waiting, NOW + 5_000);
    const again = play(ready, NOW + 5_000, [update('a', 'STEP', 'START')]);

    expect([statusOf(waiting, 'a'), dueAt(waiting)]).toEqual(['PENDING', NOW + 5_000]);
    expect(advance(waiting, NOW + 4_999)).toBe(waiting);
    expect([statusOf(ready, 'a'), ready.unseen]).toEqual(['READY', ['a']]);
    expect(again.operations.get('a')?.wire.StepDetails).toEqual({ Attempt: 1 });
  });

  it('tells the code of a wait that ended while it was doing something else', () => {
    const wait = update('w', 'WAIT', 'START', { WaitOptions: { WaitSeconds: 2 } });
    const waiting = play(begin(), NOW, [wait]);

    const ruling = applyUpdates(
      waiting,
      { token: currentToken(waiting), updates: [] },
      NOW + 2_000,
    );

    expect(ruling.accepted && ruling.response.NewExecutionState?.Operations).toEqual([
      expect.objectContaining({ Id: 'w', Status: 'SUCCEEDED' }),
    ]);
  });

  it.each([
    ['a step that was never retried', [update('a', 'STEP', 'START')], update('a', 'STEP', 'START')],
    ['a wait by the code', [], update('w', 'WAIT', 'SUCCEED')],
    ['under a parent that is no context', [], update('a', 'STEP', 'START', { ParentId: 'b' })],
    ['under another type', [update('a', 'STEP', 'START')], update('a', 'CONTEXT', 'SUCCEED')],
    ['without an id', [], { ...update('', 'STEP', 'START'), Id: undefined }],
  ])('refuses to start or end %s', (_, before, wrong) => {
    const execution = before.length > 0 ? play(begin(), NOW, before) : begin();

    expect(refusal(execution, [wrong])).toMatch(/^(Invalid|Operation update must)/);
  });

  it('changes nothing when one of several updates is refused', () => {
    const before = begin();
    const updates = [update('a', 'STEP', 'START'), update('w', 'WAIT', 'SUCCEED')];

    expect(refusal(before, updates)).toBe('Invalid WAIT action.');
    expect(before.operations.has('a')).toBe(false);
  });

  it('refuses the same operation twice, but takes its start and end together', () => {
    const start = update('a', 'STEP', 'START');

    expect(refusal(begin(), [start, update('a', 'STEP', 'SUCCEED')])).toBeUndefined();
    expect(refusal(begin(), [start, start])).toMatch(/same operation twice/);
  });

  it('hides what lies in contexts that have ended, unless they are to be replayed', () => {
    const open = play(begin(), NOW, [
      update('c', 'CONTEXT', 'START'),
      update('a', 'STEP', 'START', { ParentId: 'c' }),
      update('a', 'STEP', 'SUCCEED', { ParentId: 'c' }),
    ]);
    const closed = play(open, NOW, [update('c', 'CONTEXT', 'SUCCEED')]);
    const replayed = play(open, NOW, [
      update('c', 'CONTEXT', 'SUCCEED', { ContextOptions: { ReplayChildren: true } }),
    ]);
    const ids = (execution: Execution): unknown[] => visibleOperations(execution).map((o) => o.Id);

    expect(ids(open)).toEqual(['execution', 'c', 'a']);
    expect(ids(closed)).toEqual(['execution', 'c']);
    expect(ids(replayed)).toEqual(['execution', 'c', 'a']);
  });
});

describe('limits', () => {
  it('takes payloads up to the limit and refuses one byte more', () => {
    const succeed = (bytes: number): OperationUpdate =>
      update('a', 'STEP', 'SUCCEED', { Payload: 'x'.repeat(bytes) });

    expect(refusal(begin(), [succeed(PAYLOAD_BYTES_MAX)])).toBeUndefined();
    expect(refusal(begin(), [succeed(PAYLOAD_BYTES_MAX + 1)])).toMatch(/payload size/);
  });

  it('refuses an error that is too large', () => {
    const Error = { ErrorMessage: 'x'.repeat(ERROR_BYTES_MAX) };

    expect(refusal(begin(), [update('a', 'STEP', 'FAIL', { Error })])).toMatch(/Error object size/);
  });

  it('refuses one operation too many', () => {
    const steps = Array.from({ length: OPERATIONS_MAX }, (_, n) =>
      update(`s${n}`, 'STEP', 'START'),
    );

    expect(refusal(begin(), steps.slice(1))).toBeUndefined();
    expect(refusal(begin(), steps)).toMatch(/maximum of 3000 operations/);
  });
});

describe('callbacks', () => {
  const options = { CallbackOptions: { TimeoutSeconds: 60, HeartbeatTimeoutSeconds: 20 } };
  const open = play(begin(), NOW, [update('c', 'CALLBACK', 'START', options)]);
  const callbackId = open.operations.get('c')?.wire.CallbackDetails?.CallbackId ?? '';

  it('take one answer and refuse a second', () => {
    const answered = completeCallback(open, callbackId, { result: 'yes' }, NOW + 1_000);
    const execution = answered.accepted ? answered.execution : open;

    expect(execution.operations.get('c')?.wire).toMatchObject({
      Status: 'SUCCEEDED',
      CallbackDetails: { Result: 'yes', CallbackId: callbackId },
    });
    expect(completeCallback(execution, callbackId, { result: 'no' }, NOW + 1_000)).toMatchObject({
      accepted: false,
      refusal: { name: 'ResourceNotFoundException' },
    });
  });

  it('end when heartbeats fail to come, and at their time-out whatever comes', () => {
    const beaten = heartbeatCallback(open, callbackId, NOW + 15_000);
    const twice = beaten.accepted && heartbeatCallback(beaten.execution, callbackId, NOW + 45_000);

    expect(dueAt(open)).toBe(NOW + 20_000);
    expect(beaten.accepted && dueAt(beaten.execution)).toBe(NOW + 35_000);
    expect(twice).toMatchObject({ accepted: false });
    expect(statusOf(advance(open, NOW + 20_000), 'c')).toBe('TIMED_OUT');
  });
});

describe('calls', () => {
  it('are open until they have ended, and end once', () => {
    const ChainedInvokeOptions = { FunctionName: 'other' };
    const start = update('i', 'CHAINED_INVOKE', 'START', { Payload: '{}', ChainedInvokeOptions });
    const open = play(begin(), NOW, [start]);
    const ended = completeInvoke(open, 'i', { result: '1' }, NOW);

    expect(openCalls(open)).toEqual([{ operationId: 'i', functionName: 'other', payload: '{}' }]);
    expect(openCalls(ended)).toEqual([]);
    expect(completeInvoke(ended, 'i', { error: {} }, NOW)).toBe(ended);
  });
});

describe('the end of an invocation', () => {
  const succeeded = { Status: 'SUCCEEDED', Result: '1' } as never;
  const pending = { Status: 'PENDING' } as never;

  it('ends the execution when it is the latest, and only then', () => {
    const newer = startInvocation(begin(), NOW).execution;

    expect(finishInvocation(newer, 1, succeeded, NOW)).toBe(newer);
    expect(finishInvocation(newer, 2, succeeded, NOW)).toMatchObject({
      status: 'SUCCEEDED',
      result: '1',
    });
  });

  it('fails an execution that waits for nothing, rather than let it hang', () => {
    const wait = update('w', 'WAIT', 'START', { WaitOptions: { WaitSeconds: 2 } });
    const waiting = play(begin(), NOW, [wait]);

    expect(finishInvocation(waiting, 1, pending, NOW)).toBe(waiting);
    expect(finishInvocation(begin(), 1, pending, NOW)).toMatchObject({ status: 'FAILED' });
  });
});
