import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@understudy/clock';
import { createEc2Changes, createEc2Client, createEc2Reads } from '../src/ec2/index.ts';
import { permitUntil } from './permit.ts';

/** A service that takes requests and never answers. */
async function startSilentService() {
  const requests: IncomingMessage[] = [];
  const server = createServer((request) => requests.push(request));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = {
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  };
  return { server, requests, options };
}

describe('a request on the wire', () => {
  it('is destroyed when its signal is aborted, and the change counts as unknown', async () => {
    const { server, requests, options } = await startSilentService();
    const client = createEc2Client(options, 'changes');
    const changes = createEc2Changes({ client, clock: systemClock });
    const controller = new AbortController();

    const starting = changes.start(permitUntil(Infinity, controller.signal), 'i-1');
    const [request] = await once(server, 'request');
    const closed = once(request.socket, 'close');
    controller.abort();

    await expect(starting).rejects.toMatchObject({ code: 'OutcomeUnknown' });
    await closed;
    expect(requests.length).toBe(1);
    server.close();
  });

  it('ends after five seconds without an answer, and a change is not sent again', async () => {
    const { server, requests, options } = await startSilentService();
    const client = createEc2Client(options, 'changes');
    const changes = createEc2Changes({ client, clock: systemClock });
    const started = systemClock.now();

    const starting = changes.start(permitUntil(Infinity), 'i-1');

    await expect(starting).rejects.toMatchObject({ code: 'OutcomeUnknown' });
    const seconds = Math.round((systemClock.now() - started) / 1_000);
    expect([seconds, requests.length]).toEqual([5, 1]);
    server.close();
  });

  it('of a read ends with its signal, also between two tries', async () => {
    const { server, options } = await startSilentService();
    const reads = createEc2Reads({ client: createEc2Client(options, 'reads') });

    const reading = reads.describeInstances({ ids: ['i-1'] }, { signal: AbortSignal.timeout(200) });

    await expect(reading).rejects.toMatchObject({ code: 'NoAnswer', retryable: true });
    server.close();
  });
});
