import {
  ARN,
  createLambdaSubject as create,
  DONE_AT_ONCE,
  DURABLE,
  putFunction as put,
  START,
  textOf,
} from './lambda-subject.ts';

describe('a durable function', () => {
  const order = {
    FunctionName: 'worker:live',
    InvocationType: 'Event',
    DurableExecutionName: 'run-1',
  };

  it('is refused without a qualifier, in AWS’s words', async () => {
    const subject = create();
    put(subject, DONE_AT_ONCE, DURABLE);

    const call = subject.call('Invoke', { FunctionName: 'worker' });

    await expect(call).rejects.toThrow(
      'You cannot invoke a durable function using an unqualified ARN.',
    );
  });

  it('starts once per name and payload', async () => {
    const subject = create();
    put(subject, DONE_AT_ONCE, DURABLE);

    const first = await subject.call('Invoke', { ...order, Payload: Buffer.from('{"a":1}') });
    const again = await subject.call('Invoke', { ...order, Payload: Buffer.from('{"a":1}') });
    const other = subject.call('Invoke', { ...order, Payload: Buffer.from('{"a":2}') });

    expect(again['DurableExecutionArn']).toBe(first['DurableExecutionArn']);
    expect(first['DurableExecutionArn']).toMatch(`${ARN}:worker:1/durable-execution/run-1/`);
    await expect(other).rejects.toMatchObject({ code: 'DurableExecutionAlreadyStartedException' });
  });

  it('answers its result to a caller that waits', async () => {
    const subject = create();
    put(subject, DONE_AT_ONCE, DURABLE);

    const answer = await subject.call('Invoke', { FunctionName: 'worker:live' });

    expect(textOf(answer['Payload'])).toBe('done');
  });

  it('is not waited for when it may take longer than a function', async () => {
    const subject = create();
    put(subject, DONE_AT_ONCE, { durable: { executionTimeoutSeconds: 901, retentionDays: 1 } });

    const call = subject.call('Invoke', { FunctionName: 'worker:live' });

    await expect(call).rejects.toThrow(/executionTimeout greater than 15 minutes/);
  });

  it('is tried again with growing pauses until its own time-out', async () => {
    const subject = create();
    put(subject, `exports.handle = async () => { throw new Error('no'); };`, DURABLE);

    await subject.call('Invoke', order);
    await subject.clock.advanceTo(START + 900_000);

    const starts = subject.lambda.invocations.map(({ startedAt }) => (startedAt - START) / 1_000);
    expect(starts.slice(0, 5)).toEqual([0, 1, 3, 7, 15]);
    expect(Math.max(...starts)).toBeLessThan(600);
    expect(subject.lambda.executions.all()[0]?.journal.status).toBe('TIMED_OUT');
  });

  it('is forgotten after its retention, and its name is free again', async () => {
    const subject = create();
    put(subject, DONE_AT_ONCE, DURABLE);

    const first = await subject.call('Invoke', order);
    await subject.clock.advanceTo(START + 86_401_000);
    const gone = subject.call('GetDurableExecution', first);
    await expect(gone).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    const second = await subject.call('Invoke', order);

    expect(second['DurableExecutionArn']).not.toBe(first['DurableExecutionArn']);
  });

  it('can be stopped and looked at', async () => {
    const subject = create();
    put(subject, 'exports.handle = () => new Promise(() => {});', DURABLE);

    const { DurableExecutionArn } = await subject.call('Invoke', order);
    await subject.clock.advanceTo(START + 1_000);
    await subject.call('StopDurableExecution', { DurableExecutionArn });
    const described = await subject.call('GetDurableExecution', { DurableExecutionArn });
    const listed = await subject.call('ListDurableExecutionsByFunction', {
      FunctionName: 'worker',
    });

    expect(described).toMatchObject({
      Status: 'STOPPED',
      FunctionArn: `${ARN}:worker:live`,
      Version: '1',
    });
    expect(listed['DurableExecutions']).toHaveLength(1);
    expect(subject.lambda.invocations[0]?.endedAt).toBeUndefined();
  });

  it('goes on for a caller in spite of a stale invocation that ends last', async () => {
    const subject = create();
    put(
      subject,
      `let count = 0; exports.handle = async () => {
        if (++count > 1) return { Status: 'SUCCEEDED', Result: '1' };
        await new Promise((resolve) => setTimeout(resolve, 5000));
        return { Status: 'SUCCEEDED', Result: '0' };
      };`,
      DURABLE,
    );

    const { DurableExecutionArn } = await subject.call('Invoke', order);
    await subject.clock.advanceTo(START + 1_000);
    subject.lambda.executions.invokeAgain(DurableExecutionArn as string);
    await subject.clock.runUntil(() => subject.lambda.invocations.length === 2, 1_000);
    subject.lambda.invocations[1]?.crash();
    await subject.clock.advanceTo(START + 60_000);

    expect(subject.lambda.executions.get(DurableExecutionArn as string).journal.result).toBe('1');
  });
});
