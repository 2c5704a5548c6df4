import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '@understudy/clock';
import { createDynamoDbStore, type LeaseStore } from '@understudy/leases';

import { finish, start, untilWritten } from './command-line.ts';
import { startSimulator, type RunningSimulator, type StatusAnswer } from './running-simulator.ts';
import { startMoving } from './start-moving.ts';

jest.setTimeout(240_000);

/** A local turn of 30 s and its allowance last long enough for a person to declare it over. */
const SPEED = 8;

/** The default limit of services in five minutes. */
const SLOTS = 5;

describe('what only a person can answer or end', () => {
  const work = mkdtempSync(path.join(tmpdir(), 'understudy-answers-'));
  let simulator: RunningSimulator;
  let store: LeaseStore;
  let client: DynamoDBClient;

  beforeAll(async () => {
    simulator = await startSimulator({ speed: SPEED, services: 'media,signaling' });
    const credentials = { accessKeyId: 'person', secretAccessKey: 'none' };
    client = new DynamoDBClient({ endpoint: simulator.url, region: 'us-east-1', credentials });
    store = createDynamoDbStore({ client, table: 'understudy-prod', clock: systemClock });
  });

  afterAll(async () => {
    client.destroy();
    rmSync(work, { recursive: true });
    expect((await simulator.stop()).code).toBe(0);
  });

  async function active(service: string): Promise<string | undefined> {
    return (await store.readService(`service#${service}`)).state?.active;
  }

  it('a group that was held back by the velocity limit is released by one answer', async () => {
    const nowMilliseconds = await simulator.now();
    for (let slot = 0; slot < SLOTS; slot++) {
      await store.reserveVelocity({
        incidentId: `other-${slot}`,
        zone: `us-east-1${'bcdef'[slot]}`,
        nowMilliseconds,
        windowSeconds: 300,
        limit: SLOTS,
        zoneLimit: 50,
      });
    }
    for (const service of ['media', 'signaling']) {
      await simulator.understudy('simulator', 'fault', `${service}-primary`, 'crash');
    }
    await simulator.until<StatusAnswer>(['status'], ({ services }) =>
      services
        .filter(({ service }) => service === 'media' || service === 'signaling')
        .every(({ lastIncident }) => lastIncident?.outcome?.reason === 'velocity'),
    );

    const answered = await simulator.understudy('approve', '--group', 'velocity', '--yes');
    const again = await simulator.understudy('approve', '--group', 'velocity', '--yes');

    expect(answered.stdout).toContain('media: completed');
    expect(answered.stdout).toContain('signaling: completed');
    expect(answered.code).toBe(0);
    expect([await active('media'), await active('signaling')]).toEqual(['backup', 'backup']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('Expected an open question of the group velocity');
  });

  it('a run whose machine was lost is declared over, and its incident goes on without it', async () => {
    await simulator.understudy('accept', 'signaling', '--yes');
    const journal = path.join(work, 'lost.sqlite');
    const words = ['run', 'signaling', '--local', '--yes', '--force', '--reason', 'a test'];
    const { child, ended } = await startMoving(simulator, [...words, '--journal', journal]);
    child.kill('SIGKILL');
    await ended;

    const declared = await simulator.understudy(
      'declare-over',
      'signaling',
      '--yes',
      '--reason',
      'the laptop fell into the sea',
    );
    await simulator.until<StatusAnswer>(
      ['status', 'signaling'],
      ({ services }) =>
        services[0]?.state?.active === 'primary' && services[0].openIncident === undefined,
    );

    expect(declared.code).toBe(0);
    expect(declared.stdout).toContain('local');
    expect(declared.stdout).toContain('Declared over.');
    expect((await store.readService('service#signaling')).lease.owner).toBeUndefined();
  });

  it('a run without the table writes its record there once the table answers again', async () => {
    await simulator.understudy('disarm', 'media', '--yes', '--reason', 'the table goes away');
    await simulator.understudy('accept', 'media', '--yes');
    await simulator.understudy('simulator', 'fault', 'media-backup', 'app-dead');
    const before = await store.readService('service#media');
    const table = await unreliableTable(simulator.url);
    const words = ['run', 'media', '--local', '--without-store', '--yes', '--reason', 'no table'];
    const child = start(words, {
      env: { ...simulator.env, AWS_ENDPOINT_URL_DYNAMODB: table.url, XDG_STATE_HOME: work },
    });
    const ended = finish(child);

    await untilWritten(child, 'left prod-media-tg');
    table.answers = true;
    const { code, stdout } = await ended;
    await table.close();

    const { state } = await store.readService('service#media');
    const written = /The record is in the table: understudy why (\S+)/.exec(stdout)?.[1] ?? 'none';
    const why = await simulator.understudy('why', written);
    expect(code).toBe(0);
    expect(stdout).toContain('commit: The primary is in charge');
    expect(before.state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(state).toMatchObject({ active: 'primary', epoch: 3 });
    expect((await store.readIncident(written))?.outcome).toMatchObject({ name: 'completed' });
    expect(why.stdout).toContain('ran without the table: no table');
    expect(why.stdout).toContain('left prod-media-tg');
  });
});

/** A door to the table that refuses everybody until it answers. */
async function unreliableTable(
  target: string,
): Promise<{ answers: boolean; readonly url: string; close(): Promise<void> }> {
  const { hostname, port } = new URL(target);
  const server: Server = createServer((incoming, outgoing) => {
    if (!door.answers) {
      outgoing.writeHead(503).end();
      return;
    }
    const { method, url: path, headers } = incoming;
    const onwards = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onwards.once('error', () => outgoing.destroy());
    incoming.pipe(onwards);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const door = {
    answers: false,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return door;
}
