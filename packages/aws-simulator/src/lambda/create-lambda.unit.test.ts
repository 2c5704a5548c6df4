import {
  ARN,
  createLambdaSubject as create,
  DONE_AT_ONCE,
  putFunction as put,
  REGION,
  START,
  textOf,
} from './lambda-subject.ts';

describe('Invoke at once', () => {
  it('answers what the handler returns', async () => {
    const subject = create();
    put(
      subject,
      'exports.handle = async ({ name }, { functionVersion }) => ({ name, functionVersion });',
    );

    const answer = await subject.call('Invoke', {
      FunctionName: 'worker:live',
      Payload: Buffer.from('{"name":"signaling"}'),
    });

    expect(textOf(answer['Payload'])).toEqual({ name: 'signaling', functionVersion: '1' });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '1' });
  });

  it('answers an error of the handler as the function’s, not as the call’s', async () => {
    const subject = create();
    put(subject, `exports.handle = async () => { throw new TypeError('wrong'); };`);

    const answer = await subject.call('Invoke', { FunctionName: 'worker' });

    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(textOf(answer['Payload'])).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'wrong',
    });
  });

  it('ends at the time-out, and what was left of the environment never runs', async () => {
    const subject = create();
    put(
      subject,
      `exports.handle = () => new Promise(() => setTimeout(() => console.log('late'), 20000));`,
    );

    const answering = subject.call('Invoke', { FunctionName: 'worker' });
    await subject.clock.advanceTo(START + 60_000);

    const payload = textOf((await answering)['Payload']) as { errorMessage: string };
    expect(payload.errorMessage).toMatch(/Task timed out after 10.00 seconds$/);
    expect(subject.aws.logs.lines('worker').map(({ text }) => text)).not.toContain('late');
  });

  it.each([
    ['that cannot be loaded', 'throw new Error("top level");', 'Error'],
    ['without its handler', '', 'Runtime.HandlerNotFound'],
    [
      'that exits',
      'exports.handle = () => new Promise(() => process.exit(3));',
      'Runtime.ExitError',
    ],
  ])('names the runtime’s error for a function %s', async (_, source, errorType) => {
    const subject = create();
    put(subject, source);

    const answer = await subject.call('Invoke', { FunctionName: 'worker' });

    expect(textOf(answer['Payload'])).toMatchObject({ errorType });
  });

  it.each([
    ['an unknown function', { FunctionName: 'absent' }, 'ResourceNotFoundException'],
    ['an unknown alias', { FunctionName: 'worker:absent' }, 'ResourceNotFoundException'],
    ['a payload that is not JSON', { Payload: Buffer.from('{') }, 'InvalidRequestContentException'],
    ['6 MB and a byte', { Payload: Buffer.alloc(6_291_457, 49) }, 'RequestTooLargeException'],
    [
      '1 MB and a byte as an event',
      { Payload: Buffer.alloc(1_048_577, 49), InvocationType: 'Event' },
      'RequestTooLargeException',
    ],
    [
      'a name for a function that is not durable',
      { DurableExecutionName: 'x' },
      'InvalidParameterValueException',
    ],
  ])('refuses %s', async (_, input, code) => {
    const subject = create();
    put(subject, DONE_AT_ONCE);

    const call = subject.call('Invoke', { FunctionName: 'worker', ...input });

    await expect(call).rejects.toMatchObject({ code });
  });

  it('runs nothing for a DryRun', async () => {
    const subject = create();
    put(subject, DONE_AT_ONCE);

    const answer = await subject.call('Invoke', {
      FunctionName: 'worker',
      InvocationType: 'DryRun',
    });

    expect(answer).toEqual({ StatusCode: 204 });
    expect(subject.lambda.invocations).toHaveLength(0);
  });
});

describe('environments', () => {
  const counting = 'let count = 0; exports.handle = async () => ++count;';

  it('serve one invocation after another, until they are dropped', async () => {
    const subject = create();
    put(subject, counting);

    const payloads: unknown[] = [];
    for (const dropFirst of [false, false, true]) {
      if (dropFirst) subject.lambda.pool.drop();
      payloads.push(textOf((await subject.call('Invoke', { FunctionName: 'worker' }))['Payload']));
    }

    expect(payloads).toEqual([1, 2, 1]);
    expect(subject.lambda.invocations.map(({ cold }) => cold)).toEqual([true, false, true]);
  });

  it('serve no invocation of a function that was updated meanwhile', async () => {
    const subject = create();
    const source = 'exports.handle = async () => process.env.STAGE;';
    put(subject, source, { variables: { STAGE: 'dev' } });
    await subject.call('Invoke', { FunctionName: 'worker' });
    put(subject, source, { variables: { STAGE: 'prod' } });

    const answer = await subject.call('Invoke', { FunctionName: 'worker' });

    expect(textOf(answer['Payload'])).toBe('prod');
  });

  it('serve one invocation at a time each', async () => {
    const subject = create();
    put(subject, 'exports.handle = () => new Promise((resolve) => setTimeout(resolve, 1000));');

    const both = [1, 2].map(() => subject.call('Invoke', { FunctionName: 'worker' }));
    await subject.clock.advanceTo(START + 5_000);
    await Promise.all(both);

    const ids = subject.lambda.invocations.map(({ environmentId }) => environmentId);
    expect(new Set(ids).size).toBe(2);
  });

  it('have what Lambda sets', async () => {
    const subject = create();
    put(subject, 'exports.handle = async () => process.env;', { variables: { STAGE: 'dev' } });

    const answer = await subject.call('Invoke', { FunctionName: 'worker' });

    expect(textOf(answer['Payload'])).toMatchObject({
      STAGE: 'dev',
      AWS_REGION: REGION,
      AWS_LAMBDA_FUNCTION_NAME: 'worker',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: '/var/task',
      _HANDLER: 'index.handle',
    });
  });
});

describe('an event', () => {
  const failing = `exports.handle = async () => { console.log(Date.now()); throw new Error('no'); };`;

  it('is tried again after one and two minutes, then goes to its destinations', async () => {
    const subject = create();
    put(subject, failing, { deadLetterArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' });
    const { sqs } = subject.aws.region(REGION);
    const onFailureArn = sqs.createQueue('failed');
    sqs.createQueue('dead');
    const settings = { retriesMax: 2, eventAgeSecondsMax: 3_600, onFailureArn };
    subject.aws.roles.putRole(mayDo('sqs:SendMessage'));
    subject.lambda.functions.resolve('worker').fn.asyncSettings.set('live', settings);

    await subject.call('Invoke', {
      FunctionName: 'worker:live',
      InvocationType: 'Event',
      Payload: Buffer.from('{"id":7}'),
    });
    await subject.clock.advanceTo(START + 600_000);

    const starts = subject.lambda.invocations.map(({ startedAt }) => startedAt - START);
    expect(starts).toEqual([0, 60_000, 180_000]);
    expect(sqs.messages('dead').map(({ body }) => body)).toEqual(['{"id":7}']);
    expect(JSON.parse(sqs.messages('failed')[0]?.body ?? '{}')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { id: 7 },
      responsePayload: { errorMessage: 'no' },
    });
  });

  it('goes nowhere when the role of the function may not send there', async () => {
    const subject = create();
    put(subject, failing, { deadLetterArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' });
    const { sqs } = subject.aws.region(REGION);
    sqs.createQueue('dead');

    await subject.call('Invoke', { FunctionName: 'worker', InvocationType: 'Event' });
    await subject.clock.advanceTo(START + 600_000);

    expect(subject.lambda.invocations).toHaveLength(3);
    expect(sqs.messages('dead')).toEqual([]);
  });

  it('is not tried again where the configuration says so', async () => {
    const subject = create();
    put(subject, failing);
    const settings = { retriesMax: 0, eventAgeSecondsMax: 3_600 };
    subject.lambda.functions.resolve('worker').fn.asyncSettings.set('live', settings);

    await subject.call('Invoke', { FunctionName: 'worker:live', InvocationType: 'Event' });
    await subject.clock.advanceTo(START + 600_000);

    expect(subject.lambda.invocations).toHaveLength(1);
  });

  it.each([
    ['the same source and qualifier', 'alarms', 'live', true],
    ['another source', 'others', 'live', false],
    ['the unqualified function', 'alarms', undefined, false],
  ])('a permission for an alias allows %s: %s %s', (_, topic, qualifier, allowed) => {
    const subject = create();
    put(subject, DONE_AT_ONCE);
    subject.lambda.functions.resolve('worker').fn.policy.add({
      statementId: 'sns',
      action: 'lambda:InvokeFunction',
      principal: 'sns.amazonaws.com',
      sourceArn: 'arn:aws:sns:eu-west-1:123456789012:alarms',
      qualifier: 'live',
    });
    const target = qualifier ? `${ARN}:worker:${qualifier}` : `${ARN}:worker`;

    const may = subject.lambda.mayInvoke(target, {
      servicePrincipal: 'sns.amazonaws.com',
      sourceArn: `arn:aws:sns:eu-west-1:123456789012:${topic}`,
    });

    expect(may).toBe(allowed);
  });
});

describe('the log of a function', () => {
  it.each([
    ['may write it', 'logs:*', ['hello']],
    ['may not make its stream', 'logs:PutLogEvents', []],
    ['may not write to its stream', 'logs:CreateLogStream', []],
  ])('is kept as its role says: it %s', async (_, action, kept) => {
    const subject = create();
    put(subject, `exports.handle = async () => console.log('hello');`);
    subject.aws.roles.putRole(mayDo(action));

    await subject.call('Invoke', { FunctionName: 'worker' });

    const lines = subject.aws.logs.lines('worker').filter(({ stream }) => stream === 'stdout');
    expect(lines.map(({ text }) => text)).toEqual(kept);
  });
});

/** The worker's role, which may do one thing. */
function mayDo(action: string) {
  const document = { Statement: [{ Effect: 'Allow', Action: [action], Resource: ['*'] }] };
  return {
    roleName: 'worker',
    policies: [{ name: 'worker', document }],
    managedPolicyArns: [],
    trustedServices: ['lambda.amazonaws.com'],
  };
}
