import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { run } from './command-line.ts';
import { startSimulator, type RunningSimulator, type StatusAnswer } from './running-simulator.ts';
import { startMoving } from './start-moving.ts';

jest.setTimeout(240_000);

/** A step's time is the world's: at this speed the work of this process stays small beside it. */
const SPEED = 8;

const WORK = mkdtempSync(path.join(tmpdir(), 'understudy-local-'));

describe('a run on this machine', () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await startSimulator({ speed: SPEED });
  });

  afterAll(async () => {
    expect((await simulator.stop()).code).toBe(0);
  });

  function local(journal: string): readonly string[] {
    const file = path.join(WORK, journal);
    return [
      'run',
      'signaling',
      '--local',
      '--yes',
      '--force',
      '--reason',
      'a test',
      '--journal',
      file,
    ];
  }

  async function service() {
    const { services } = await simulator.ask<StatusAnswer>('status', 'signaling');
    return services[0];
  }

  it('goes on where it was when it is killed and started again', async () => {
    const { child, ended } = await startMoving(simulator, local('killed.sqlite'));
    child.kill('SIGKILL');
    const first = await ended;

    const second = await run(local('killed.sqlite'), { env: simulator.env });

    const incident = /runs (signaling-\S+);/;
    expect(second.code).toBe(0);
    expect(incident.exec(second.stdout)?.[1]).toBe(incident.exec(first.stdout)?.[1]);
    expect(second.stdout).not.toContain('left prod-signaling-tg');
    expect(second.stdout).toContain('commit: The backup is in charge, at epoch 2.');
    expect(existsSync(path.join(WORK, 'killed.sqlite.run.json'))).toBe(false);
    expect((await service())?.state).toMatchObject({ active: 'backup', epoch: 2 });
  });

  it('lets its lease go on Ctrl-C, and the deployed functions finish its incident', async () => {
    await simulator.understudy('accept', 'signaling', '--yes');
    const { child, ended } = await startMoving(simulator, local('interrupted.sqlite'));

    child.kill('SIGINT');
    const { code, stderr } = await ended;
    const status = await simulator.until<StatusAnswer>(
      ['status', 'signaling'],
      ({ services }) =>
        services[0]?.state?.active === 'primary' && services[0].openIncident === undefined,
    );

    expect(code).toBe(130);
    expect(stderr).toContain('Let go:');
    expect(status.services[0]?.state?.epoch).toBe(3);
  });

  it('refuses to go without the table while the table answers', async () => {
    const words = ['run', 'signaling', '--local', '--without-store', '--yes', '--reason', 'a test'];

    const { code, stderr } = await run(words, { env: simulator.env });

    expect(code).toBe(2);
    expect(stderr).toContain('found one that answers');
  });

  it('acts without the table on complete evidence, and keeps its record in a file', async () => {
    await simulator.understudy('disarm', 'signaling', '--yes', '--reason', 'the table goes away');
    await simulator.understudy('simulator', 'fault', 'signaling-primary', 'app-dead');
    const words = [
      'run',
      'signaling',
      '--local',
      '--without-store',
      '--yes',
      '--reason',
      'no table',
    ];
    const env = {
      ...simulator.env,
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
      XDG_STATE_HOME: WORK,
    };

    const { code, stdout } = await run(words, { env });

    expect(stdout).toContain('commit: The backup is in charge');
    expect(code).toBe(0);
    const directory = path.join(WORK, 'understudy');
    const [file = ''] = readdirSync(directory).filter((name) => name.endsWith('.record.json'));
    const record = JSON.parse(readFileSync(path.join(directory, file), 'utf8')) as unknown;
    expect(record).toMatchObject({
      service: 'signaling',
      reason: 'no table',
      record: { state: { active: 'backup' } },
      incident: { outcome: { name: 'completed' } },
    });
  });
});
