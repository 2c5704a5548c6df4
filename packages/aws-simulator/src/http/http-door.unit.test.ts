import { once } from 'node:events';
import { connect } from 'node:net';

import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { TerminalError } from '@understudy/errors';

import { createFixtureWorld, signedRequest } from '../../test/wire-fixtures.ts';
import { createHttpDoor, type HttpDoor } from './http-door.ts';

const MEGABYTE = 1024 * 1024;

const fixture = createFixtureWorld();
fixture.stage('dynamodb', 'GetItem', () => ({ Item: { id: { S: 'a' } } }));

const door: HttpDoor = createHttpDoor(fixture.door, {
  port: 0,
  control: (verb, body) => {
    if (verb === 'refuse') throw new TerminalError('NoSuchFault', 'Expected a fault.');
    return Promise.resolve({ verb, body });
  },
});
let url = '';
let port = 0;

beforeAll(async () => {
  ({ url, port } = await door.start());
});

afterAll(() => door.stop());

function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers = {},
): Promise<Response> {
  return fetch(url + path, { method: 'POST', body, headers });
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the HTTP door', () => {
  it('listens on loopback', () => {
    expect(url).toBe(`http://127.0.0.1:${port}`);
  });

  it('answers an SDK client over a socket', async () => {
    const dynamodb = new DynamoDBClient({
      region: 'eu-central-1',
      endpoint: url,
      credentials: { accessKeyId: 'AKIAJUPITER', secretAccessKey: 'secret' },
    });

    const output = await dynamodb.send(new GetItemCommand({ TableName: 't', Key: {} }));
    dynamodb.destroy();

    expect(output.Item).toEqual({ id: { S: 'a' } });
    expect(output.$metadata.requestId).toBe(fixture.calls.at(-1)?.requestId);
  });

  it('refuses a body of 20 MB in the shape of AWS and answers the next request', async () => {
    const { headers } = signedRequest('dynamodb', {
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    });

    const large = await post('/', new Uint8Array(20 * MEGABYTE), headers);
    const document = (await large.json()) as { __type: string };
    const next = await post('/', '{"TableName":"t","Key":{}}', headers);

    expect(large.status).toBe(413);
    expect(document.__type).toBe('RequestEntityTooLarge');
    expect(next.status).toBe(200);
  });

  it('survives a client that leaves in the middle of its body', async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf');
    socket.resetAndDestroy();

    const health = await fetch(`${url}/_understudy/health`);

    expect(await health.json()).toEqual({ status: 'ok' });
  });

  it('passes a verb of the simulator’s own to its handler', async () => {
    const response = await post('/_understudy/fault', '{"what":"crash"}', JSON_TYPE);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ verb: 'fault', body: { what: 'crash' } });
  });

  it.each([
    { what: 'a handler’s refusal', path: 'refuse', body: '{}', headers: JSON_TYPE, status: 400 },
    { what: 'a body that is not JSON', path: 'fault', body: '{', headers: JSON_TYPE, status: 400 },
    { what: 'a type that pages can post', path: 'fault', body: '{}', headers: {}, status: 415 },
    { what: 'a verb that is none', path: '../x', body: '{}', headers: JSON_TYPE, status: 403 },
    { what: 'an odd verb', path: 'A%20b', body: '{}', headers: JSON_TYPE, status: 404 },
  ])('answers $what with $status', async ({ path, body, headers, status }) => {
    const response = await post(`/_understudy/${path}`, body, headers);

    expect(response.status).toBe(status);
    expect(await response.text()).not.toBe('');
  });

  it('ends the connections that wait for a lost answer when it stops', async () => {
    const other = createHttpDoor(fixture.door, { port: 0 });
    const listening = await other.start();
    const lost = fixture.world.faults.add({
      name: 'lost',
      fault: { kind: 'no-answer', when: 'before' },
    });
    const { headers } = signedRequest('dynamodb', {
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    });
    const before = fixture.world.log.entries.length;
    const body = '{"TableName":"t","Key":{}}';
    const waiting = fetch(listening.url, { method: 'POST', body, headers }).then(
      () => 'answered',
      () => 'cut off',
    );
    while (fixture.world.log.entries.length === before) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    await other.stop();
    lost();

    expect(await waiting).toBe('cut off');
    await expect(fetch(listening.url)).rejects.toThrow();
  });

  it('may be stopped when it does not run', async () => {
    const other = createHttpDoor(fixture.door, { port: 0 });

    await expect(other.stop()).resolves.toBeUndefined();
  });
});
