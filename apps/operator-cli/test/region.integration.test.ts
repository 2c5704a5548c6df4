import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { run } from './command-line.ts';
import { aws } from './python-tools.ts';
import { startSimulator, type RunningSimulator } from './running-simulator.ts';

jest.setTimeout(240_000);

/** Of a new world's first minutes, at fifteen times real time. */
const ATTEMPTS_MAX = 12;
const ATTEMPT_MS = 3_000;

/** The document's own success response. */
const RESPONSE = {
  statusCode: 200,
  body: {
    message: 'DR failover completed successfully',
    region: 'eu-west-1',
    rds_promoted: 'konecta-erp-dev-replica',
    eks_cluster: 'konecta-erp-dev-dr',
  },
};

interface Readiness {
  readonly state: string;
  readonly findings: readonly { readonly mark: string; readonly why: string }[];
}

interface Rehearsal {
  readonly statusCode: number;
  readonly body: {
    readonly message: string;
    readonly region: string;
    readonly rds_promoted: string;
    readonly checks: readonly {
      readonly step: string;
      readonly findings: readonly { readonly mark: string }[];
    }[];
  };
}

/** Of a rehearsal: each check is counted, and it says that it did nothing. */
const MESSAGE = expect.stringMatching(/rehearsed, nothing was changed: \d+ checks, 0 failed/);

describe('the recovery plan against a running simulator', () => {
  let simulator: RunningSimulator;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'understudy-region-'));
    simulator = await startSimulator({ withPlan: true, prepared: true, speed: 12 });
  });

  afterAll(async () => {
    expect((await simulator.stop()).code).toBe(0);
    await rm(directory, { recursive: true, force: true });
  });

  /** The tests' environment names jupiter's stage; the plan is deployed in its own. */
  function onPlan(verb: string, ...more: readonly string[]) {
    return simulator.understudy(verb, 'dr', ...more, '--stage', 'dev');
  }

  /** The document's own command, with the stock AWS CLI. */
  async function rehearse(): Promise<Rehearsal> {
    const file = path.join(directory, 'response.json');
    const words = ['lambda', 'invoke', '--region', 'eu-west-1'];
    const name = ['--function-name', 'konecta-erp-dr-failover'];
    // Version 1 of the CLI; version 2 needs --cli-binary-format raw-in-base64-out as well.
    await aws(simulator.env, ...words, ...name, '--payload', '{"test": true}', file);
    return JSON.parse(await readFile(file, 'utf8')) as Rehearsal;
  }

  it('rehearses by the document’s own command, and changes nothing', async () => {
    let answer = await rehearse();
    // In its first minutes a new world has no metrics and no looks yet, and the rehearsal says so.
    for (let attempt = 1; attempt < ATTEMPTS_MAX && answer.statusCode !== 200; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
      answer = await rehearse();
    }

    const { body } = answer;
    const found = body.checks.flatMap(({ findings }) => findings);
    expect(found.filter(({ mark }) => mark === 'failed')).toEqual([]);
    expect(answer).toMatchObject({ statusCode: 200, body: { ...RESPONSE.body, message: MESSAGE } });
    expect(Object.keys(body).sort()).toEqual([...Object.keys(RESPONSE.body), 'checks'].sort());
    const replica = await aws<{ DBInstances: readonly object[] }>(
      simulator.env,
      ...['rds', 'describe-db-instances', '--region', 'eu-west-1'],
      ...['--db-instance-identifier', body.rds_promoted],
    );
    expect(JSON.stringify(replica)).toContain('"ReadReplicaSourceDBInstanceIdentifier"');
    expect(body.checks.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['outage', 'fence', 'infrastructure', 'database', 'applications']),
    );
  });

  it('is rehearsed and shown under the name dr', async () => {
    let rehearsed = await onPlan('rehearse');
    // As above: what a busy machine answers late, in the world's time, is no finding of the plan's.
    for (let attempt = 1; attempt < ATTEMPTS_MAX && rehearsed.code !== 0; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
      rehearsed = await onPlan('rehearse');
    }
    const status = await onPlan('status');

    expect({ rehearsed: rehearsed.code, status: status.code }).toEqual({ rehearsed: 0, status: 0 });
    expect(rehearsed.stdout).toContain('DR failover rehearsed, nothing was changed');
    expect(status.stdout).toContain('konecta-erp: ');
    expect(status.stdout).toMatch(/arming +armed/);
  });

  it('is green once it is prepared, armed and observed, with a reason for each finding', async () => {
    let ready = await onPlan('readiness', '--json');
    for (let attempt = 1; attempt < ATTEMPTS_MAX && ready.code !== 0; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
      ready = await onPlan('readiness', '--json');
    }

    const { state, findings } = JSON.parse(ready.stdout) as Readiness;
    const failed = findings.filter(({ mark }) => mark !== 'verified' && mark !== 'unverified');
    expect({ code: ready.code, state, failed }).toEqual({ code: 0, state: 'green', failed: [] });
    expect(findings.length).toBeGreaterThan(10);
    expect(findings.every(({ why }) => why !== '')).toBe(true);
  });

  it('is disarmed and armed like a service, and red meanwhile', async () => {
    const off = await onPlan('disarm', '--yes', '--reason', 'a change');
    const shown = await onPlan('status');
    const red = await onPlan('readiness');
    const on = await onPlan('arm', '--yes', '--reason', 'done');

    expect({ off: off.code, red: red.code, on: on.code }).toEqual({ off: 0, red: 1, on: 0 });
    expect(shown.stdout).toMatch(/arming +off/);
    expect(red.stdout).toMatch(/failed +konecta-erp is armed: off: .*: a change/);
    expect(red.stdout).toContain('repair: understudy arm dr');
  });

  it('says what is missing when nothing has happened yet', async () => {
    const why = await onPlan('why');

    expect(why.code).toBe(2);
    expect(why.stderr).toContain('Next: understudy status dr');
  });

  it('gives up a region that is well by force only, which needs a reason', async () => {
    const unforced = await onPlan('run', '--yes', '--reason', 'by mistake');
    const unsaid = await onPlan('run', '--yes', '--force');

    expect(unforced.stdout).toContain('nothing-to-do (primary-healthy).');
    expect({ code: unsaid.code, stdout: unsaid.stdout }).toEqual({ code: 64, stdout: '' });
    expect(unsaid.stderr).toContain('a forced recovery is kept with its reason');
  });

  it('is carried out by force, with its reason kept and the old region fenced', async () => {
    const reason = 'it answers, and wrongly';
    const forced = await onPlan('run', '--yes', '--force', '--reason', reason);
    const why = await onPlan('why');
    const status = await onPlan('status');

    expect(forced.stdout).toContain('completed (recovered).');
    expect(forced.code).toBe(0);
    expect(why.stdout).toContain(`tester ordered a forced run: ${reason}`);
    expect(status.stdout).toContain('konecta-erp: eu-west-1 in charge, epoch 2');
    expect(status.stdout).not.toContain('owed');
  });
});

describe('demo dr', () => {
  it('ends with the document’s response, byte for byte in its fields, and a report', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'understudy-demo-'));
    const file = path.join(directory, 'report.html');

    const { code, stdout, stderr } = await run([
      ...['demo', 'dr', '--speed', 'max', '--json'],
      ...['--report', file],
    ]);

    expect(stderr).not.toContain('understudy:');
    const told = JSON.parse(stdout) as Record<string, number> & { response: unknown };
    const page = await readFile(file, 'utf8');
    await rm(directory, { recursive: true });
    expect(code).toBe(0);
    expect(JSON.stringify(told.response)).toBe(JSON.stringify(RESPONSE));
    expect(told['rtoSeconds']).toBeLessThan(told['documentOrderSeconds'] ?? 0);
    expect(told['splitBrainSeconds']).toBe(0);
    expect(page).toContain('Accepted risk: ');
    expect(page).toContain('target, kept');
  });
});
