import type { Scene } from '@understudy/fault-simulation';

import { scene } from './packaged.ts';

/** The rules that lead to the router; the reconciler's schedule goes on. */
const ROUTER_RULES = 'alarm-router-rule';

/** Longer than the alarms, the window, a start and the health checks take together. */
const FAILOVER_SECONDS = 900;

describe('messages that do not come as they should', () => {
  it.each([
    ['ten times each', { copies: 9 }, { copies: 9 }],
    ['minutes late', { delayMilliseconds: 240_000 }, { delayMilliseconds: 200_000 }],
    [
      'in another order',
      { copies: 2, reorderMilliseconds: 300_000 },
      { reorderMilliseconds: 9_000 },
    ],
    ['never', { isLost: true }, { isLost: true }],
    ['from EventBridge alone', { isLost: true }, {}],
    ['from SNS alone', {}, { isLost: true }],
  ])('that come %s lead to one failover', async (_how, sns, events) => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.region.sns.addFault({ name: 'sns', ...sns });
    at.region.events.addFault({ name: 'events', source: ROUTER_RULES, ...events });

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(FAILOVER_SECONDS);

    await expectOneFailover(at);
  });

  it('of alarms that nobody hears are made up for by the reconciler, within two minutes', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.region.sns.addFault({ name: 'sns', isLost: true });
    at.region.events.addFault({ name: 'events', source: ROUTER_RULES, isLost: true });
    const begun = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    const served = await at.clock.runUntil(
      () => at.region.elbv2.routable(at.pair.targetGroupName).join() === at.pair.backupId,
      120_000,
    );

    expect(served).toBe(true);
    expect(at.clock.now() - begun).toBeLessThanOrEqual(120_000);
    expect(await at.violations()).toEqual([]);
  });
});

describe('a table whose plain reads are stale', () => {
  it('leads to the same failover, because what matters is read consistently', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.region.dynamodb.setStaleReads(1);

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(FAILOVER_SECONDS);

    await expectOneFailover(at);
  });
});

describe('an execution that is invoked twice at once', () => {
  it.each([5, 12, 25, 40, 60, 90])('at its call number %i ends the same', async (number) => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    let calls = 0;
    at.aws.onApiCall(({ cause }) => {
      const arn = cause.kind === 'invocation' ? cause.executionArn : undefined;
      if (arn !== undefined && ++calls === number) at.region.lambda.executions.invokeAgain(arn);
      return 'continue';
    });

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(FAILOVER_SECONDS);

    expect(calls).toBeGreaterThan(number);
    await expectOneFailover(at);
  });
});

async function expectOneFailover(at: Scene): Promise<void> {
  const { state, lease } = await at.record();
  const starts = at
    .changes()
    .filter(({ call, effective }) => effective && call.operation === 'StartInstances');
  expect(starts).toHaveLength(1);
  expect(state).toMatchObject({ active: 'backup', epoch: 2 });
  expect(lease.owner).toBeUndefined();
  expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
  expect(await at.violations()).toEqual([]);
}
