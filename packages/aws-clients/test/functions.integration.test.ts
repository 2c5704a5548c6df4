import { createDurableFunctions, createLambdaClient } from '../src/durable/index.ts';
import { createFakeHandler, optionsFor, type FakeAnswer } from './fake-handler.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:instance-failover:durable';
const EXECUTION = `${FUNCTION}/durable-execution/alarm-1/1`;

function functionsOver(...answers: readonly FakeAnswer[]) {
  const handler = createFakeHandler(...answers);
  const client = createLambdaClient(optionsFor(handler));
  return { handler, functions: createDurableFunctions({ client }) };
}

function lambdaError(type: string, status: number): FakeAnswer {
  return { status, body: JSON.stringify({ __type: type, Message: 'refused' }) };
}

describe('durable functions', () => {
  it('starts an execution under its name, without waiting for it', async () => {
    const { functions, handler } = functionsOver({ status: 202 });

    const started = await functions.start(FUNCTION, 'alarm-1', { service: 'signaling' });

    const [request] = handler.requests;
    expect(started).toEqual({ result: 'started' });
    expect(request?.path).toContain(encodeURIComponent(FUNCTION));
    expect(request?.headers).toMatchObject({
      'x-amz-invocation-type': 'Event',
      'x-amz-durable-execution-name': 'alarm-1',
    });
  });

  it('counts a name that was used before as started', async () => {
    const { functions } = functionsOver(
      lambdaError('DurableExecutionAlreadyStartedException', 409),
    );

    const started = await functions.start(FUNCTION, 'alarm-1', {});

    expect(started).toEqual({ result: 'already-started' });
  });

  it.each([
    ['RUNNING', 'running'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['TIMED_OUT', 'timed-out'],
    ['STOPPED', 'stopped'],
  ])('tells %s as %s', async (Status, expected) => {
    const { functions } = functionsOver({ body: JSON.stringify({ Status }) });

    expect(await functions.status(EXECUTION)).toBe(expected);
  });

  it.each([
    ['an execution that is not there', lambdaError('ResourceNotFoundException', 404), 'gone'],
    ['throttling', lambdaError('TooManyRequestsException', 429), undefined],
    ['a failing service', lambdaError('ServiceException', 500), undefined],
    ['a word nobody knows', { body: JSON.stringify({ Status: 'RESTING' }) }, undefined],
    ['no network', Object.assign(new Error('x'), { code: 'ENOTFOUND' }), undefined],
  ])('on %s says %s', async (_, answer, expected) => {
    const { functions } = functionsOver(answer);

    expect(await functions.status(EXECUTION)).toBe(expected);
  });

  it('does not keep silent about a missing permission', async () => {
    const { functions } = functionsOver(lambdaError('AccessDeniedException', 403));

    await expect(functions.status(EXECUTION)).rejects.toMatchObject({ code: 'Forbidden' });
  });

  it('calls a function once, even when it fails', async () => {
    const { functions, handler } = functionsOver(lambdaError('ServiceException', 500));

    const calling = functions.invoke('k8s-deployer', {});

    await expect(calling).rejects.toMatchObject({ code: 'OutcomeUnknown' });
    expect(handler.requests.length).toBe(1);
  });

  it('gives the answer of a function', async () => {
    const { functions } = functionsOver({ body: '{"applied":3}' });

    expect(await functions.invoke('k8s-deployer', {})).toEqual({ applied: 3 });
  });
});
