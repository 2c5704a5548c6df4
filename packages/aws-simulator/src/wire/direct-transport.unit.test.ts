import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EC2Client, EC2ServiceException, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import { createVirtualClock } from '@understudy/clock';

import { createFixtureWorld, REGION } from '../../test/wire-fixtures.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import { answerDirectly, type DirectClient } from './direct-transport.ts';
import type { WireCaller } from './wire-door.ts';

const CALLER: WireCaller = {
  principal: { kind: 'role', roleName: 'recovery', session: 's' },
  cause: { kind: 'invocation', functionName: 'recovery', id: 'inv-1' },
};

function createFixture() {
  const fixture = createFixtureWorld(createVirtualClock(0));
  function direct<T extends DirectClient>(client: T): T {
    answerDirectly(client, fixture.world, CALLER, REGION);
    return client;
  }
  return { ...fixture, direct };
}

/** A rejection kept as a value, so that the test goes on before it comes. */
function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'fulfilled',
    (thrown: unknown) => thrown,
  );
}

describe('the direct transport', () => {
  it('hands input and output through as copies, with the call’s own metadata', async () => {
    const { direct, stage, calls } = createFixture();
    const stored = { Attributes: { id: { S: 'a' }, raw: { B: new Uint8Array([1]) } } };
    stage('dynamodb', 'PutItem', () => stored);
    const dynamodb = direct(new DynamoDBClient({ region: 'elsewhere' }));
    const input = { TableName: 't', Item: { id: { S: 'a' } }, ConditionExpression: undefined };

    const output = await dynamodb.send(new PutItemCommand(input));
    input.Item.id.S = 'changed afterwards';

    expect(calls[0]).toMatchObject({ region: REGION, ...CALLER, signedAtMilliseconds: 0 });
    expect(calls[0]?.input).toStrictEqual({ TableName: 't', Item: { id: { S: 'a' } } });
    expect(output.Attributes).toEqual(stored.Attributes);
    expect(output.Attributes).not.toBe(stored.Attributes);
    expect(output.$metadata).toMatchObject({
      httpStatusCode: 200,
      requestId: calls[0]?.requestId,
    });
  });

  it('gives a service bytes and a caller a payload that turns into text', async () => {
    const { direct, stage, calls } = createFixture();
    stage('lambda', 'Invoke', () => ({ StatusCode: 200, Payload: Buffer.from('"ü"') }));
    const lambda = direct(new LambdaClient({ region: REGION }));

    const output = await lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' }));

    expect(calls[0]?.input).toEqual({ FunctionName: 'f', Payload: Buffer.from('{}') });
    expect(output.Payload?.transformToString()).toBe('"ü"');
  });

  it('throws the client’s own class of a modelled error', async () => {
    const { direct, stage, calls } = createFixture();
    stage('dynamodb', 'PutItem', () => {
      throw new AwsFault('ConditionalCheckFailedException', 400, 'no', { Item: { a: { S: 'x' } } });
    });
    const dynamodb = direct(new DynamoDBClient({ region: REGION }));

    const error = await caught(dynamodb.send(new PutItemCommand({ TableName: 't', Item: {} })));

    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'no',
      Item: { a: { S: 'x' } },
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: calls[0]?.requestId },
    });
  });

  it('knows an error by its code in the query protocol', async () => {
    const { direct, stage } = createFixture();
    stage('sqs', 'GetQueueUrl', () => {
      throw new AwsFault('AWS.SimpleQueueService.NonExistentQueue', 400, 'no');
    });
    const sqs = direct(new SQSClient({ region: REGION }));

    const error = await caught(sqs.send(new GetQueueUrlCommand({ QueueName: 'q' })));

    expect(error).toBeInstanceOf(QueueDoesNotExist);
    expect(error).toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('throws the client’s base class for an error that no schema describes', async () => {
    const { direct, stage } = createFixture();
    stage('ec2', 'StopInstances', () => {
      throw new AwsFault('InternalError', 500, 'oh');
    });
    const ec2 = direct(new EC2Client({ region: REGION }));

    const error = await caught(ec2.send(new StopInstancesCommand({ InstanceIds: ['i'] })));

    expect(error).toBeInstanceOf(EC2ServiceException);
    expect(error).toMatchObject({ name: 'InternalError', $fault: 'server' });
  });

  it('lets a bug of a simulated service through as it is', async () => {
    const { direct, stage } = createFixture();
    const bug = new TypeError('a bug of ours');
    stage('ec2', 'StopInstances', () => {
      throw bug;
    });
    const ec2 = direct(new EC2Client({ region: REGION }));

    const error = await caught(ec2.send(new StopInstancesCommand({ InstanceIds: ['i'] })));

    expect(error).toBe(bug);
  });

  it.each(['before', 'after'] as const)(
    'waits for the caller to give up when the answer is lost %s the effect',
    async (when) => {
      const { direct, stage, calls, world } = createFixture();
      stage('ec2', 'StopInstances', () => ({}));
      world.faults.add({ name: 'lost', fault: { kind: 'no-answer', when } });
      const ec2 = direct(new EC2Client({ region: REGION }));
      const leaving = new AbortController();
      const stop = new StopInstancesCommand({ InstanceIds: ['i'] });

      const failing = caught(ec2.send(stop, { abortSignal: leaving.signal }));
      await new Promise((resolve) => setImmediate(resolve));
      leaving.abort(new Error('time is up'));
      const error = await failing;

      expect(error).toMatchObject({ name: 'AbortError', cause: { message: 'time is up' } });
      expect(calls).toHaveLength(when === 'after' ? 1 : 0);
    },
  );

  it('lets the effect of an abandoned call come all the same', async () => {
    const clock = createVirtualClock(0);
    const { world, stage, calls } = createFixtureWorld(clock);
    stage('ec2', 'StopInstances', () => ({}));
    world.faults.add({ name: 'slow', fault: { kind: 'slow', milliseconds: 9_000 } });
    const ec2 = new EC2Client({ region: REGION });
    answerDirectly(ec2, world, () => CALLER, REGION);
    const leaving = new AbortController();
    clock.schedule(5_000, () => leaving.abort());
    const stop = new StopInstancesCommand({ InstanceIds: ['i'] });

    const failing = caught(ec2.send(stop, { abortSignal: leaving.signal }));
    await clock.advanceTo(6_000);
    const error = await failing;
    const effectsThen = calls.length;
    await clock.advanceTo(10_000);

    expect(error).toMatchObject({ name: 'AbortError' });
    expect([effectsThen, calls.length]).toEqual([0, 1]);
  });

  it('sends nothing when the caller has given up before', async () => {
    const { direct, stage, calls } = createFixture();
    stage('ec2', 'StopInstances', () => ({}));
    const ec2 = direct(new EC2Client({ region: REGION }));
    const stop = new StopInstancesCommand({ InstanceIds: ['i'] });

    const error = await caught(ec2.send(stop, { abortSignal: AbortSignal.abort() }));

    expect(error).toMatchObject({ name: 'AbortError' });
    expect(calls).toEqual([]);
  });

  it('refuses a client whose service is not simulated', () => {
    const { world } = createFixture();
    const client = { config: { serviceId: 'Teleport' }, middlewareStack: {} };

    expect(() => answerDirectly(client, world, CALLER, REGION)).toThrow('Teleport');
  });
});
