import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';

import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EC2Client, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createVirtualClock, type Cancel, type VirtualClock } from '@understudy/clock';
import type { HttpHandler } from '@smithy/core/protocols';

import { clientSettings, createFixtureWorld } from '../../test/wire-fixtures.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import { createHttpShim, type HttpShim } from './node-http-shim.ts';
import type { ShimResponse } from './shim-response.ts';

type HandlerType = new (options?: object) => HttpHandler;

/** The SDK's real handler, as a bundle has it: its modules and timers are the simulator's. */
function loadNodeHttpHandler(shim: HttpShim, clock: VirtualClock): HandlerType {
  const load = createRequire(__filename);
  const directory = dirname(load.resolve('@smithy/node-http-handler/package.json'));
  const file = join(directory, 'dist-cjs', 'index.js');
  const modules: Record<string, unknown> = {
    http: shim.http,
    https: shim.https,
    'node:http': shim.http,
    'node:https': shim.https,
  };
  // `Error` too: compiled code lives in another realm than the clients under test.
  const parameters = ['exports', 'require', 'module', 'setTimeout', 'clearTimeout', 'Error'];
  const loaded: { NodeHttpHandler?: HandlerType } = {};
  const run = compileFunction(readFileSync(file, 'utf8'), parameters, { filename: file });
  run(
    loaded,
    (name: string) => modules[name] ?? load(name),
    { exports: loaded },
    (task: () => void, milliseconds = 0) => clock.schedule(clock.now() + milliseconds, task),
    (cancel: Cancel | number) => typeof cancel === 'function' && cancel(),
    Error,
  );
  if (!loaded.NodeHttpHandler) throw new TypeError('The handler was not loaded.');
  return loaded.NodeHttpHandler;
}

function createFixture(handlerOptions: object = {}) {
  const clock = createVirtualClock(0);
  const fixture = createFixtureWorld(clock);
  const shim = createHttpShim(fixture.door.answer, clock);
  const NodeHttpHandler = loadNodeHttpHandler(shim, clock);
  const requestHandler = new NodeHttpHandler(handlerOptions);
  const settings = { ...clientSettings(fixture.door), requestHandler };

  /** Lets virtual time run until the promise has settled. */
  async function settle(promise: Promise<unknown>): Promise<unknown> {
    let outcome: { value: unknown } | undefined;
    promise.then(
      (value) => (outcome = { value }),
      (thrown: unknown) => (outcome = { value: thrown }),
    );
    // Loading an SDK client takes real time, which the virtual clock must not run past.
    await fixture.door.prepare(['dynamodb', 'ec2', 'lambda']);
    await clock.runUntil(() => outcome !== undefined, 3_600_000);
    return outcome?.value;
  }

  return { ...fixture, clock, shim, settings, settle };
}

describe('the HTTP shim', () => {
  it('carries an SDK client’s requests without sockets', async () => {
    const { settings, stage, settle, calls } = createFixture();
    stage('dynamodb', 'PutItem', () => ({ Attributes: { id: { S: 'é' } } }));
    const dynamodb = new DynamoDBClient(settings);

    const output = await settle(
      dynamodb.send(new PutItemCommand({ TableName: 't', Item: { id: { S: 'ü' } } })),
    );

    expect(calls[0]?.input).toEqual({ TableName: 't', Item: { id: { S: 'ü' } } });
    expect(output).toMatchObject({ Attributes: { id: { S: 'é' } } });
  });

  it('carries a streamed answer and bodies without content', async () => {
    const { settings, stage, settle, calls } = createFixture();
    stage('lambda', 'Invoke', () => ({ StatusCode: 200, Payload: Buffer.alloc(300_000, 'x') }));
    const lambda = new LambdaClient(settings);

    const output = await settle(lambda.send(new InvokeCommand({ FunctionName: 'f' })));

    expect(calls[0]?.input).toEqual({ FunctionName: 'f' });
    expect((output as { Payload: Uint8Array }).Payload.byteLength).toBe(300_000);
  });

  it('carries errors', async () => {
    const { settings, stage, settle } = createFixture();
    stage('ec2', 'DescribeInstances', () => {
      throw new AwsFault('InvalidInstanceID.NotFound', 400, 'no');
    });
    const ec2 = new EC2Client(settings);

    const error = await settle(ec2.send(new DescribeInstancesCommand({})));

    expect(error).toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });

  it.each([
    { what: 'requestTimeout', options: { requestTimeout: 3_000, throwOnRequestTimeout: true } },
    { what: 'socketTimeout', options: { socketTimeout: 3_000 } },
  ])('lets $what end a lost answer at its virtual time', async ({ options }) => {
    const { settings, stage, settle, world, clock, calls } = createFixture(options);
    stage('dynamodb', 'GetItem', () => ({}));
    world.faults.add({ name: 'lost', fault: { kind: 'no-answer', when: 'after' } });
    const dynamodb = new DynamoDBClient(settings);

    const error = await settle(dynamodb.send(new GetItemCommand({ TableName: 't', Key: {} })));

    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(clock.now()).toBe(3_000);
    expect(calls).toHaveLength(1);
  });

  it('lets an abort end a lost answer', async () => {
    const { settings, stage, settle, world, clock } = createFixture();
    stage('dynamodb', 'GetItem', () => ({}));
    world.faults.add({ name: 'lost', fault: { kind: 'no-answer', when: 'before' } });
    const dynamodb = new DynamoDBClient(settings);
    const leaving = new AbortController();
    clock.schedule(2_000, () => leaving.abort());
    const get = new GetItemCommand({ TableName: 't', Key: {} });

    const error = await settle(dynamodb.send(get, { abortSignal: leaving.signal }));

    expect(error).toMatchObject({ name: 'AbortError' });
    expect(clock.now()).toBe(2_000);
  });

  it('leaves no time-out behind after an answer', async () => {
    const options = { requestTimeout: 3_000, socketTimeout: 3_000, connectionTimeout: 1_000 };
    const { settings, stage, settle, clock } = createFixture(options);
    stage('dynamodb', 'GetItem', () => ({}));
    const dynamodb = new DynamoDBClient(settings);

    await settle(dynamodb.send(new GetItemCommand({ TableName: 't', Key: {} })));

    expect(clock.pending()).toBe(0);
  });

  it('tells whoever answers that the request was destroyed', async () => {
    let told = false;
    const shim = createHttpShim(
      (_request, signal) =>
        new Promise(() => signal.addEventListener('abort', () => (told = true))),
    );
    const request = shim.http.request({ host: 'ec2', method: 'POST' });
    request.on('error', () => undefined);
    request.end('body');
    await new Promise((resolve) => setImmediate(resolve));

    request.destroy();
    await new Promise((resolve) => setImmediate(resolve));

    expect(told).toBe(true);
  });

  it('hangs up when a request is destroyed, as the platform does', async () => {
    const { shim } = createFixture();
    const seen: string[] = [];
    const request = shim.https.request('https://sqs.eu-central-1.amazonaws.com/x?y=1', {
      method: 'POST',
    });
    request.on('error', (error) => seen.push(`error ${String(Reflect.get(error, 'code'))}`));
    request.on('close', () => seen.push('close'));

    request.destroy();
    await new Promise((resolve) => setImmediate(resolve));

    expect(request.path).toBe('/x?y=1');
    expect(seen).toEqual(['error ECONNRESET', 'close']);
  });

  it('answers a plain get with a message that can be read', async () => {
    const { shim } = createFixture();

    const response = await new Promise<ShimResponse>((resolve) => {
      shim.http.get('http://ec2.eu-central-1.amazonaws.com/', resolve);
    });
    const body = (await response.toArray()).join('');

    expect(response.statusCode).toBe(403);
    expect(response.headers['content-type']).toContain('xml');
    expect(body).toContain('MissingAuthenticationToken');
  });
});
