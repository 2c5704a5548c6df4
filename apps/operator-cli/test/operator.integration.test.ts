import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { finish, start, untilWritten } from './command-line.ts';
import { startSimulator, type RunningSimulator, type StatusAnswer } from './running-simulator.ts';

interface ResultAnswer {
  readonly incidentId: string;
  readonly outcome: { readonly name: string; readonly reason: string };
  readonly checks?: readonly { readonly check: string; readonly mark: string }[];
}

jest.setTimeout(180_000);

/** In order: each test leaves the world to the next, as an operator's day does. */
describe('an operator’s day', () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await startSimulator();
  });

  afterAll(async () => {
    expect((await simulator.stop()).code).toBe(0);
  });

  async function service() {
    const { services } = await simulator.ask<StatusAnswer>('status', 'signaling');
    return services[0];
  }

  it('shows each service with its side in charge', async () => {
    const { code, stdout } = await simulator.understudy('status');

    expect(code).toBe(0);
    expect(stdout).toMatch(/signaling: primary in charge, epoch 1/);
    expect(stdout).toMatch(/arming +armed/);
  });

  it('rehearses through the deployed functions and changes nothing', async () => {
    const { code, stdout } = await simulator.understudy('rehearse', 'signaling', '--json');

    const answer = JSON.parse(stdout) as ResultAnswer;
    expect({ code, reason: answer.outcome.reason }).toEqual({ code: 0, reason: 'rehearsed' });
    expect(answer.checks?.map(({ check }) => check)).toContain('standby may-start');
    expect((await service())?.state).toMatchObject({ active: 'primary', epoch: 1 });
  });

  it('is ready by the caller’s own credentials', async () => {
    const { code, stdout } = await simulator.understudy('readiness', 'signaling');

    expect(code).toBe(0);
    expect(stdout).toContain('signaling is green');
    expect(stdout).toContain('repair: aws ec2 create-capacity-reservation');
  });

  it('does nothing dangerous on a pipe without --yes', async () => {
    const { code, stdout, stderr } = await simulator.understudy('switchover', 'signaling');

    expect(code).toBe(2);
    expect(stdout).toContain('is in charge at epoch 1');
    expect(stderr).toContain('nothing was done');
    expect((await service())?.lastIncident?.outcome?.reason).toBe('as-it-should-be');
  });

  it.each([{ words: ['run', 'signaling', '--yes'], reason: 'active-healthy' }])(
    'refuses `$words` with 2 and the present state',
    async ({ words, reason }) => {
      const { code, stdout } = await simulator.understudy(...words, '--json');

      expect(code).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ outcome: { name: 'refused', reason } });
    },
  );

  it('refuses a failback to where it is already, before anything is sent', async () => {
    const { code, stderr } = await simulator.understudy('failback', 'signaling', '--yes');

    expect(code).toBe(2);
    expect(stderr).toContain('found the primary at epoch 1');
  });

  it('switches over and back', async () => {
    const there = await simulator.understudy(
      'switchover',
      'signaling',
      '--yes',
      '--reason',
      'kernel',
      '--json',
    );
    const active = (await service())?.state?.active;
    const back = await simulator.understudy('failback', 'signaling', '--yes', '--json');

    expect({ code: there.code, active }).toEqual({ code: 0, active: 'backup' });
    expect(JSON.parse(there.stdout)).toMatchObject({
      outcome: { name: 'completed', reason: 'ordered-switchover' },
    });
    expect(back.code).toBe(0);
    expect((await service())?.state).toMatchObject({ active: 'primary', epoch: 3 });
  });

  it('reports an incident in one file, and does not write over another', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'understudy-report-'));
    const file = path.join(directory, 'night.html');

    const first = await simulator.understudy('report', 'signaling', '--output', file);
    const second = await simulator.understudy('report', 'signaling', '--output', file);
    const page = await readFile(file, 'utf8');
    await rm(directory, { recursive: true });

    expect({ first: first.code, second: second.code }).toEqual({ first: 0, second: 2 });
    expect(second.stderr).toContain('add --force');
    expect(page).toContain('completed (ordered-failback)');
    expect(page).toMatch(/class="bar"/);
  });

  it('pauses, resumes, disarms and arms; readiness says so', async () => {
    const steps = [
      ['pause', 'signaling', '--yes', '--minutes', '30', '--reason', 'a change'],
      ['resume', 'signaling', '--yes'],
      ['disarm', 'signaling', '--yes', '--reason', 'a long change'],
    ];
    const modes: (string | undefined)[] = [];
    for (const step of steps) {
      expect((await simulator.understudy(...step)).code).toBe(0);
      modes.push((await service())?.arming?.mode);
    }

    const resumed = await simulator.understudy('resume', 'signaling', '--yes');
    const red = await simulator.understudy('readiness', 'signaling');
    const armed = await simulator.understudy('arm', '--all', '--yes', '--reason', 'done');

    expect(modes).toEqual(['paused', 'armed', 'off']);
    expect({ resumed: resumed.code, red: red.code, armed: armed.code }).toEqual({
      resumed: 2,
      red: 1,
      armed: 0,
    });
    expect(resumed.stderr).toContain('found off');
    expect(red.stdout).toContain('repair: understudy arm signaling');
  });

  it('asks when all behind one balancer fail, and acts on the answer after a fresh look', async () => {
    await simulator.understudy('simulator', 'fault', 'status-page', 'app-dead');
    await simulator.understudy('simulator', 'fault', 'signaling-primary', 'app-dead');
    await simulator.until<StatusAnswer>(
      ['status', 'signaling'],
      ({ services }) => services[0]?.lastIncident?.outcome?.reason === 'shared-cause',
    );

    const watched = await simulator.understudy('watch', 'signaling');
    const approve = ['approve', 'signaling', '--yes', '--comment', 'go', '--json'];
    let answered = await simulator.understudy(...approve);
    // What is seen may have changed between question and answer: then it is asked anew.
    for (let left = 3; answered.code === 5 && left > 0; left -= 1) {
      answered = await simulator.understudy(...approve);
    }

    expect(watched.code).toBe(5);
    expect(watched.stdout).toContain('Next: understudy approve signaling-');
    expect(answered.code).toBe(0);
    expect(JSON.parse(answered.stdout)).toMatchObject({ outcome: { name: 'completed' } });
    expect((await service())?.state).toMatchObject({ active: 'backup', epoch: 4 });
  });

  it('finds no open question after the answer', async () => {
    const { code, stderr } = await simulator.understudy('approve', 'signaling', '--yes');

    expect(code).toBe(2);
    expect(stderr).toContain('Expected an open question');
  });

  it.each([
    { words: ['status', 'nobody'], says: 'found nobody' },
    { words: ['rehearse', 'nobody'], says: 'found nobody' },
    { words: ['why', 'nobody-20261122-0000-000000'], says: 'nothing is recorded' },
    { words: ['declare-over', 'signaling', '--reason', 'gone', '--yes'], says: 'found it free' },
  ])('refuses `$words` with 2 and what it found', async ({ words, says }) => {
    const { code, stderr } = await simulator.understudy(...words);

    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it('watches until Ctrl-C, which ends the watching and nothing else', async () => {
    await simulator.understudy('simulator', 'fault', 'signaling-backup', 'stop-hangs-for-good');
    const child = start(['failback', 'signaling', '--yes', '--force', '--reason', 'mended'], {
      env: simulator.env,
    });
    const ended = finish(child);
    await untilWritten(child, 'left prod-signaling-tg');

    child.kill('SIGINT');

    expect((await ended).code).toBe(130);
    expect((await service())?.openIncident).toBeDefined();
  });

  it('tells 3 from red: readiness of a table that cannot be read', async () => {
    const words = ['readiness', 'signaling', '--stage', 'dev'];
    const { code, stdout } = await simulator.understudy(...words);

    expect(code).toBe(3);
    expect(stdout).toContain('could not be asked');
  });
});
