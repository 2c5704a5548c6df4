import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { finish, run, start, untilWritten } from './command-line.ts';
import { aws } from './python-tools.ts';
import { startSimulator, type RunningSimulator } from './running-simulator.ts';

jest.setTimeout(420_000);

/** A turn of thirty seconds must leave this process's own work its time. */
const SPEED = 6;

interface PlanStatus {
  readonly state?: { readonly active: string; readonly epoch: number };
  readonly lease: { readonly owner?: { readonly kind: string } };
  readonly openIncident?: { readonly id: string };
  readonly lastIncident?: {
    readonly id: string;
    readonly outcome?: { readonly name: string; readonly sentence: string };
  };
  readonly observations: readonly unknown[];
}

const STATUS = ['status', 'dr', '--stage', 'dev'] as const;
const INCIDENT = /runs (dr-\S+);/;

/** The end of a run, or the words of a plan's step. */
interface Told {
  readonly incident: string;
  readonly outcome?: string;
  readonly sentence?: string;
  readonly words?: string;
}

/** What people get, as a queue of their own that hears the topic of the deployed functions. */
async function listenToPeople({ env, url }: RunningSimulator) {
  // Of SQS the CLI's first version asks an old name, whatever the environment says.
  const region = ['--region', 'eu-west-1', '--endpoint-url', url];
  const topic = 'arn:aws:sns:eu-west-1:123456789012:understudy-dev-notifications';
  const made = await aws<{ QueueUrl: string }>(
    env,
    ...['sqs', 'create-queue', '--queue-name', 'people', ...region],
  );
  const queue = 'arn:aws:sqs:eu-west-1:123456789012:people';
  const open = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: queue };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [open] });
  const where = ['--queue-url', made.QueueUrl, ...region];
  const attributes = JSON.stringify({ Policy: policy });
  await aws(env, ...['sqs', 'set-queue-attributes', ...where, '--attributes', attributes]);
  const ends = ['--protocol', 'sqs', '--notification-endpoint', queue];
  await aws(env, ...['sns', 'subscribe', '--topic-arn', topic, ...ends, ...region]);
  return async (): Promise<readonly Told[]> => {
    const asked = ['sqs', 'receive-message', ...where, '--max-number-of-messages', '10'];
    const { Messages = [] } = await aws<{ Messages?: { Body: string }[] }>(env, ...asked);
    return Messages.map(({ Body }) => {
      const { Message } = JSON.parse(Body) as { Message: string };
      return JSON.parse(Message) as Told;
    });
  };
}

/** One night of one plan: each test goes on where the one before it ended. */
describe('orders about a region, against a running simulator', () => {
  const work = mkdtempSync(path.join(tmpdir(), 'understudy-local-dr-'));
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await startSimulator({ withPlan: true, prepared: true, speed: SPEED });
    await simulator.until<PlanStatus>(STATUS, ({ observations }) => observations.length === 2);
  });

  afterAll(async () => {
    expect((await simulator.stop()).code).toBe(0);
    rmSync(work, { recursive: true, force: true });
  });

  function local(journal: string, ...more: readonly string[]): readonly string[] {
    const words = ['run', 'dr', '--stage', 'dev', '--local', '--yes', '--reason', 'Lambda is down'];
    return [...words, '--journal', path.join(work, journal), ...more];
  }

  function suffer(fault: 'lost' | 'comes-back') {
    return simulator.understudy('simulator', 'fault', 'us-east-1', fault);
  }

  function onPlan(verb: string, ...more: readonly string[]) {
    return simulator.understudy(verb, 'dr', '--stage', 'dev', ...more);
  }

  it('prepares nothing unasked, nothing but a plan, and nothing twice', async () => {
    const unasked = await onPlan('prepare');
    const service = await simulator.understudy('prepare', 'signaling', '--yes');
    // The real Terraform of this machine has a state to write for what stands; a modelled one none.
    const first = await onPlan('prepare', '--yes', '--reason', 'a quiet day');
    const again = await onPlan('prepare', '--yes');

    expect([unasked.code, service.code, first.code, again.code]).toEqual([2, 64, 0, 0]);
    expect(unasked.stdout).toContain('us-east-1 stays in charge');
    expect(unasked.stdout).toMatch(/costs about \d+ dollars a month/);
    expect(again.stdout).toContain('nothing-to-do (already-prepared).');
    expect(first.stdout).toMatch(/(completed|nothing-to-do) \((already-)?prepared\)\./);
    expect(first.stdout).not.toContain('database');
  });

  it('gives up no region that is well', async () => {
    const { code, stdout } = await onPlan('run', '--yes', '--reason', 'by mistake');

    expect(stdout).toContain('nothing-to-do (primary-healthy).');
    expect(code).toBe(0);
    const { state } = await simulator.ask<PlanStatus>(...STATUS);
    expect(state).toMatchObject({ active: 'primary', epoch: 1 });
  });

  it('runs nothing on this machine without the table: nothing else says what is owed and promoted', async () => {
    const { code, stderr } = await simulator.understudy(...local('none.sqlite', '--without-store'));

    expect(code).toBe(2);
    expect(stderr).toContain('Next: understudy run dr --local');
  });

  it('lets its lease go on Ctrl-C of a run on this machine, and the deployed functions end its incident', async () => {
    await suffer('lost');
    const child = start(local('interrupted.sqlite'), { env: simulator.env });
    const ended = finish(child);
    await untilWritten(child, /outage: Begins/);

    child.kill('SIGINT');
    const { code, stderr, stdout } = await ended;
    await suffer('comes-back');

    expect({ code, letGo: stderr.includes('Let go:') }).toEqual({ code: 130, letGo: true });
    expect(existsSync(path.join(work, 'interrupted.sqlite.run.json'))).toBe(false);
    await simulator.until<PlanStatus>(
      STATUS,
      ({ lease, openIncident }) => lease.owner === undefined && openIncident === undefined,
    );
    const why = await simulator.understudy(
      'why',
      INCIDENT.exec(stdout)?.[1] ?? '',
      '--stage',
      'dev',
    );
    expect(why.stdout).toContain('nothing-to-do (primary-healthy).');
  });

  it('goes on where a run on this machine was killed, by the same command, to the end', async () => {
    const heard = await listenToPeople(simulator);
    await suffer('lost');
    const words = local('killed.sqlite', '--force');
    const child = start(words, { env: simulator.env });
    const ended = finish(child);
    await untilWritten(child, /infrastructure: Asks/);
    child.kill('SIGKILL');
    const first = await ended;
    const held = await simulator.ask<PlanStatus>(...STATUS);

    const second = await run(words, { env: simulator.env });

    expect(held.lease.owner?.kind).toBe('local');
    expect(INCIDENT.exec(second.stdout)?.[1]).toBe(INCIDENT.exec(first.stdout)?.[1]);
    expect(first.stdout).toContain('outage: Begins');
    expect(second.stdout).not.toContain('outage: Begins');
    expect(second.stdout).toContain('completed (recovered).');
    expect(second.code).toBe(0);
    expect(existsSync(path.join(work, 'killed.sqlite.run.json'))).toBe(false);
    const { state, lastIncident } = await simulator.ask<PlanStatus>(...STATUS);
    expect({ active: state?.active, outcome: lastIncident?.outcome?.name }).toEqual({
      active: 'backup',
      outcome: 'completed',
    });
    // As a deployed run would: who is not at this terminal hears the same sentence, and once.
    const told = (await heard()).filter(({ incident }) => incident === lastIncident?.id);
    const ends = told.filter(({ outcome }) => outcome !== undefined);
    expect(ends.map(({ sentence }) => sentence)).toEqual([lastIncident?.outcome?.sentence]);
    // The plan's own step: a word to people when the new region serves.
    expect(told.map(({ words }) => words)).toContain('konecta-erp runs in eu-west-1.');
  });

  it('tells the night afterwards: each step once, and one file with the accepted risk', async () => {
    const file = path.join(work, 'night.html');

    const watched = await onPlan('watch');
    const why = await onPlan('why');
    const report = await onPlan('report', '--output', file);

    expect([watched.code, why.code, report.code]).toEqual([0, 0, 0]);
    expect(why.stdout.match(/database: Begins/g)).toHaveLength(1);
    expect(why.stdout).toContain('eu-west-1 is in charge of konecta-erp, at epoch 2.');
    const page = readFileSync(file, 'utf8');
    expect(page).toContain('Accepted risk: ');
    expect(page).toContain('The fence is owed in part: database in us-east-1.');
  });
});
