import type { DBInstance, DBInstanceMessage } from '@aws-sdk/client-rds';
import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createCloudWatch } from '../cloudwatch/index.ts';
import { createEc2, type Ec2 } from '../ec2/index.ts';
import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { ServiceName, World } from '../kernel/world.ts';
import { createRds, type Rds } from './rds.ts';
import { createFixedRdsTimings } from './timings.ts';

export const PRIMARY = 'us-east-1';
export const RECOVERY = 'eu-west-1';

/** Two regions: `erp`, written four times a second, and `erp-replica` fed by it from afar. */
export interface RdsWorld {
  readonly clock: VirtualClock;
  readonly world: World;
  readonly primary: Rds;
  readonly recovery: Rds;
  readonly networks: Readonly<Record<'primary' | 'recovery', Ec2>>;
  call<Output>(
    region: string,
    operation: string,
    input: object,
    service?: ServiceName,
  ): Promise<Output>;
  describe(region: string, id: string): Promise<DBInstance>;
  pass(seconds: number): Promise<void>;
}

/** For tests of RDS. */
export function createRdsWorld(): RdsWorld {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22, 3));
  const world = createWorld({ clock, seed: 'rds', latencies: createNoLatencies });
  const build = (region: string): { ec2: Ec2; rds: Rds } => {
    const ec2 = createEc2(world, region);
    ec2.addSecurityGroup({ id: 'sg-0000000000000c105', name: 'closed', admitsTraffic: false });
    const rds = createRds(world, region, { ec2, timings: createFixedRdsTimings() });
    const cloudwatch = createCloudWatch(world, region, { sources: [rds.metrics] });
    for (const service of [ec2, rds, cloudwatch]) world.install(region, service);
    return { ec2, rds };
  };
  const primary = build(PRIMARY);
  const recovery = build(RECOVERY);
  primary.rds.add({ id: 'erp', multiAz: true });
  primary.rds.setWriteRate('erp', 4);
  recovery.rds.add({ id: 'erp-replica', source: { region: PRIMARY, id: 'erp' } });

  async function call<Output>(
    region: string,
    operation: string,
    input: object,
    service: ServiceName = 'rds',
  ): Promise<Output> {
    const { output } = await world.call({
      service,
      operation,
      input,
      region,
      principal: { kind: 'user', name: 'operator' },
      cause: { kind: 'person', name: 'operator' },
      signedAtMilliseconds: clock.now(),
    });
    return output as Output;
  }

  return {
    clock,
    world,
    primary: primary.rds,
    recovery: recovery.rds,
    networks: { primary: primary.ec2, recovery: recovery.ec2 },
    call,
    async describe(region, DBInstanceIdentifier) {
      const output = await call<DBInstanceMessage>(region, 'DescribeDBInstances', {
        DBInstanceIdentifier,
      });
      return output.DBInstances?.[0] ?? {};
    },
    pass: (seconds) => clock.advanceTo(clock.now() + seconds * 1_000),
  };
}
