import type { GetMetricDataOutput } from '@aws-sdk/client-cloudwatch';

import { createRdsWorld, PRIMARY, RECOVERY, type RdsWorld } from './rds-fixture.ts';

/** The metric's values of the last minutes, oldest first. */
async function lagOf(fixture: RdsWorld, minutes: number): Promise<readonly number[]> {
  const now = fixture.clock.now();
  const output = await fixture.call<GetMetricDataOutput>(
    RECOVERY,
    'GetMetricData',
    {
      StartTime: new Date(now - minutes * 60_000),
      EndTime: new Date(now),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          Id: 'lag',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/RDS',
              MetricName: 'ReplicaLag',
              Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'erp-replica' }],
            },
            Period: 60,
            Stat: 'Average',
          },
        },
      ],
    },
    'monitoring',
  );
  return output.MetricDataResults?.[0]?.Values ?? [];
}

describe('replication', () => {
  it('follows a source that is written, a little behind it', async () => {
    const fixture = createRdsWorld();
    await fixture.pass(600);

    const behind = fixture.primary.position('erp') - fixture.recovery.position('erp-replica');

    expect(fixture.primary.position('erp')).toBe(2_400);
    expect(behind).toBeGreaterThan(0);
    expect(behind).toBeLessThan(8);
    expect(await lagOf(fixture, 5)).toEqual([1, 1, 1, 1, 1]);
  });

  it('stays where it was when the source is lost: what came after is what is missing', async () => {
    const { world, primary, recovery, pass } = createRdsWorld();
    await pass(600);
    world.outages.begin({ kind: 'partition', name: 'partition', region: PRIMARY });
    const atTheCut = recovery.position('erp-replica');

    await pass(60);

    expect(recovery.position('erp-replica')).toBe(atTheCut);
    expect(primary.position('erp') - atTheCut).toBeGreaterThanOrEqual(240);
  });

  it('catches up after an interruption, and not at once', async () => {
    const { world, primary, recovery, pass } = createRdsWorld();
    await pass(600);
    const end = world.outages.begin({ kind: 'partition', name: 'partition', region: PRIMARY });
    await pass(600);
    end();
    const behind = (): number => primary.position('erp') - recovery.position('erp-replica');

    await pass(30);
    const soon = behind();
    await pass(60);

    expect(soon).toBeGreaterThan(1_000);
    expect(behind()).toBeLessThan(8);
  });

  it('shows -1 soon after the link broke, and no data while its own region is lost', async () => {
    const fixture = createRdsWorld();
    await fixture.pass(600);
    fixture.primary.fault('erp', 'crash');
    await fixture.pass(180);
    expect((await lagOf(fixture, 2)).at(-1)).toBe(-1);

    const lost = { kind: 'data-plane', name: 'lost', region: RECOVERY } as const;
    const end = fixture.world.outages.begin(lost);
    await fixture.pass(300);
    end();

    expect(await lagOf(fixture, 4)).toEqual([]);
  });

  it('shows up to five minutes of lag that is none while the source is idle', async () => {
    const fixture = createRdsWorld();
    await fixture.pass(600);
    fixture.primary.setWriteRate('erp', 0);
    await fixture.pass(1_200);

    const values = await lagOf(fixture, 15);

    expect(fixture.recovery.position('erp-replica')).toBe(fixture.primary.position('erp'));
    expect(Math.max(...values)).toBeGreaterThan(200);
    expect(Math.max(...values)).toBeLessThanOrEqual(301);
    expect(Math.min(...values)).toBeLessThan(70);
  });

  it('stopped days ago it says -1, whatever the source does', async () => {
    const fixture = createRdsWorld();
    fixture.recovery.fault('erp-replica', 'replication-stops');
    await fixture.pass(2 * 24 * 3_600);

    expect(await lagOf(fixture, 3)).toEqual([-1, -1, -1]);
    expect(fixture.recovery.position('erp-replica')).toBe(0);
  });
});
