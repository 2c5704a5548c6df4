import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { createVirtualClock, systemClock } from '@understudy/clock';

import { createEnvironmentFetch } from '../environment/environment-fetch.ts';
import { createHttpShim } from '../wire/node-http-shim.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import { createWorld } from '../kernel/create-world.ts';
import type { World } from '../kernel/world.ts';
import type { NetworkAnswer } from './endpoint.ts';
import { createNetwork, type Network } from './network.ts';

const EU = 'eu-west-1';
const US = 'us-east-1';

interface Place {
  readonly world: World;
  readonly network: Network;
  readonly fetch: typeof fetch;
  pass(milliseconds: number): Promise<void>;
}

function createPlace(from = EU): Place {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const world = createWorld({ clock, seed: 'network', latencies: createNoLatencies });
  const network = createNetwork(world);
  return {
    world,
    network,
    fetch: createEnvironmentFetch((request, signal) => network.send(request, from, signal)),
    pass: (milliseconds) => clock.advanceTo(clock.now() + milliseconds),
  };
}

const answers = (answer: NetworkAnswer, region?: string) => ({
  ...(region && { region }),
  latencyMilliseconds: 0,
  answer: () => answer,
});
const OK: NetworkAnswer = {
  kind: 'answer',
  status: 200,
  headers: { 'x-by': 'us' },
  body: 'fine',
};

describe('a host of the network', () => {
  it('answers by the state of the world, whatever the port and the letters of its name', async () => {
    const { network, fetch } = createPlace();
    let isUp = true;
    network.register('App.example', {
      latencyMilliseconds: 0,
      answer: ({ path }) => (isUp ? { ...OK, body: path } : { kind: 'answer', status: 503 }),
    });

    const up = await fetch('https://app.EXAMPLE:8443/health?deep=1');
    isUp = false;
    const down = await fetch('https://app.example/');

    expect([up.status, up.headers.get('x-by'), await up.text()]).toEqual([
      200,
      'us',
      '/health?deep=1',
    ]);
    expect(down.status).toBe(503);
  });

  it('takes its time, on the world’s clock', async () => {
    const { network, fetch, pass } = createPlace();
    network.register('slow.example', { ...answers(OK), latencyMilliseconds: 400 });
    let isAnswered = false;

    const asked = fetch('http://slow.example/').then(() => (isAnswered = true));
    await pass(399);
    expect(isAnswered).toBe(false);
    await pass(1);
    await asked;

    expect(isAnswered).toBe(true);
  });

  it.each([
    [{ kind: 'refused' } as const, 'ECONNREFUSED'],
    [{ kind: 'reset' } as const, 'ECONNRESET'],
  ])('that does not answer fails as the platform does: %j', async (answer, code) => {
    const { network, fetch } = createPlace();
    network.register('app.example', answers(answer));

    const failure: unknown = await fetch('http://app.example/').catch((error: unknown) => error);

    expect(failure).toMatchObject({ message: 'fetch failed', cause: { code } });
  });

  it('that nobody registered does not resolve', async () => {
    const { fetch } = createPlace();

    const failure: unknown = await fetch('http://nobody.example/').catch((error: unknown) => error);

    expect(failure).toMatchObject({ cause: { code: 'ENOTFOUND' } });
  });

  it('that says nothing is waited for until the caller gives up', async () => {
    const { network, fetch, pass } = createPlace();
    network.register('app.example', answers({ kind: 'silence' }));
    const patience = new AbortController();

    const asked = fetch('http://app.example/', { signal: patience.signal });
    asked.catch(() => undefined);
    await pass(3_600_000);
    patience.abort(new Error('gave up'));

    await expect(asked).rejects.toThrow('gave up');
  });

  it('may send a body without an end, of which only what is read is made', async () => {
    const { network, fetch } = createPlace();
    network.register('app.example', answers({ kind: 'huge', status: 200, bytes: Infinity }));

    const answer = await fetch('http://app.example/');
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    await reader?.cancel();

    expect(first?.value?.byteLength).toBe(65_536);
  });

  it('gives node:http as much of a huge body as it takes', async () => {
    const { network } = createPlace();
    network.register('app.example', answers({ kind: 'huge', status: 200, bytes: 100_000 }));
    const { http } = createHttpShim((request, signal) => network.send(request, EU, signal));

    const bytes = await new Promise<number>((resolve, reject) => {
      const request = http.get('http://app.example/', (response) => {
        let count = 0;
        response.on('data', (chunk: Uint8Array) => (count += chunk.byteLength));
        response.on('end', () => resolve(count));
      });
      request.on('error', reject);
    });

    expect(bytes).toBe(100_000);
  });
});

describe('a host of a region', () => {
  it('is silent when its region is lost, or the path to it', async () => {
    const { world, network } = createPlace();
    network.register('app.example', answers(OK, US));
    const status = (from?: string): number | 'timeout' =>
      network.statusOf({ host: 'app.example', path: '/' }, from);
    expect([status(EU), status(US), status()]).toEqual([200, 200, 200]);

    const heal = world.outages.begin({ kind: 'path', name: 'cut', from: EU, to: US });
    expect([status(EU), status(US), status()]).toEqual(['timeout', 200, 200]);
    heal();
    const join = world.outages.begin({ kind: 'partition', name: 'cut', region: US });
    expect([status(EU), status(US), status()]).toEqual(['timeout', 200, 'timeout']);
    join();
    world.outages.begin({ kind: 'region', name: 'lost', region: US });

    expect([status(EU), status(US), status()]).toEqual(['timeout', 'timeout', 'timeout']);
  });

  it('that is outside of all regions is reached unless the caller’s own region is cut off', async () => {
    const { world, network } = createPlace();
    network.register('control.example', answers(OK));
    const status = (from: string): number | 'timeout' =>
      network.statusOf({ host: 'control.example', path: '/' }, from);

    world.outages.begin({ kind: 'partition', name: 'cut', region: US });

    expect([status(EU), status(US)]).toEqual([200, 'timeout']);
  });
});

describe('a real server on this machine', () => {
  it('is reached under the name that was given to it, with what was sent', async () => {
    const server = createServer((request, response) => {
      request.pipe(response.writeHead(201, { 'x-path': request.url ?? '' }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const world = createWorld({ clock: systemClock, seed: 'real', latencies: createNoLatencies });
    const network = createNetwork(world);
    const ask = createEnvironmentFetch((request, signal) => network.send(request, EU, signal));
    const host = 'abc.gr7.eu-west-1.eks.amazonaws.com';
    network.passThrough(host, { url: `http://127.0.0.1:${port}`, region: EU });

    const answer = await ask(`https://${host}/api?watch=0`, { method: 'POST', body: 'hello' });

    expect([answer.status, answer.headers.get('x-path'), await answer.text()]).toEqual([
      201,
      '/api?watch=0',
      'hello',
    ]);
    server.close();
    server.closeAllConnections();
  });

  it.each([
    'https://example.com',
    'http://10.0.0.1:80',
    'ftp://127.0.0.1',
    'http://127.0.0.1.evil.example',
  ])('must be on loopback: %s is refused', (url) => {
    const { network } = createPlace();

    expect(() => network.passThrough('x.example', { url })).toThrow(/loopback/);
  });
});
