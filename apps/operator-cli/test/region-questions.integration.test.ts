import { systemClock } from '@understudy/clock';

import { startSimulator, type RunningSimulator } from './running-simulator.ts';

jest.setTimeout(300_000);

interface PlanStatus {
  readonly state?: { readonly active: string; readonly epoch: number };
  readonly lease: { readonly owner?: object };
  readonly lastIncident?: {
    readonly id: string;
    readonly outcome?: { readonly name: string; readonly reason: string };
    readonly approval?: { readonly answer?: { readonly verdict: string; readonly by: string } };
  };
  readonly observations: readonly unknown[];
}

const STATUS = ['status', 'dr', '--stage', 'dev'] as const;

/** What waits for an answer follows the confirm window; after it a database is promoted. */
const SPEED = 12;

/** What counts is the lag of two minutes before the loss, which CloudWatch tells a minute later. */
const LAG_TOLD_SECONDS = 240;
const LOOK_MS = 100;

/** A recovery that the observers begin by themselves, and that data would be lost by. */
describe('the question of a deployed recovery', () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await startSimulator({ withPlan: true, prepared: true, speed: SPEED });
    const lagging = ['simulator', 'fault', 'konecta-erp-dev-replica', 'replication-lags'];
    expect((await simulator.understudy(...lagging)).code).toBe(0);
    const lagsSince = await simulator.now();
    await simulator.until<PlanStatus>(STATUS, ({ observations }) => observations.length === 2);
    while ((await simulator.now()) - lagsSince < LAG_TOLD_SECONDS * 1_000) {
      await systemClock.sleep(LOOK_MS);
    }
    await simulator.understudy('simulator', 'fault', 'us-east-1', 'lost');
  });

  afterAll(async () => {
    expect((await simulator.stop()).code).toBe(0);
  });

  function onPlan(verb: string, ...more: readonly string[]) {
    return simulator.understudy(verb, 'dr', '--stage', 'dev', ...more);
  }

  it('is of a replica that lags: its source has no lag to suffer from', async () => {
    const lagging = ['simulator', 'fault', 'konecta-erp-dev', 'replication-lags'];
    const { code, stderr } = await simulator.understudy(...lagging);

    expect(code).toBe(1);
    expect(stderr).toContain('Expected a replica (konecta-erp-dev-replica)');
  });

  it('waits for a person, and takes no answer that nobody gave', async () => {
    const { lastIncident, state } = await simulator.until<PlanStatus>(
      STATUS,
      ({ lease, lastIncident: last }) =>
        last?.outcome?.name === 'asked' && lease.owner === undefined,
    );
    const { code, stdout, stderr } = await onPlan('approve');

    expect(lastIncident?.outcome?.reason).toBe('lag-over-rpo');
    expect(state?.active ?? 'primary').toBe('primary');
    expect(code).toBe(2);
    expect(stdout).toContain(`${lastIncident?.id}: `);
    expect(stdout).toContain('Your answer: approved.');
    expect(stderr).toContain('nothing was done');
  });

  it('is answered by `approve dr`, which follows what comes of it to the end', async () => {
    const { code, stdout } = await onPlan('approve', '--yes', '--comment', 'an hour of it is here');
    const again = await onPlan('approve', '--yes');
    const why = await onPlan('why');
    const { state, lastIncident } = await simulator.ask<PlanStatus>(...STATUS);

    expect(stdout).toContain('approved; a fresh look follows.');
    expect(stdout).toContain('completed (recovered).');
    expect(code).toBe(0);
    expect(state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(lastIncident?.approval?.answer).toMatchObject({ verdict: 'approved', by: 'tester' });
    expect(why.stdout).toContain('tester');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('Expected an open question');
  });
});
