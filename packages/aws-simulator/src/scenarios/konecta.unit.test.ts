import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createSimulatedAws, type SimulatedAws } from '../composition/create-simulated-aws.ts';
import { createFixedEc2Timings } from '../ec2/index.ts';
import { createFixedEksTimings } from '../eks/index.ts';
import type { LogEntry } from '../kernel/effect-log.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import { createFixedRdsTimings } from '../rds/index.ts';
import { populateKonecta, type Konecta, type KonectaOptions } from './konecta.ts';
import { CONTROL_HOST, KONECTA_HOST } from './konecta-hosts.ts';
import { DATABASE_HOST } from './konecta-site.ts';

const PRIMARY = 'us-east-1';
const RECOVERY = 'eu-west-1';
const US = { cause: { kind: 'person', name: 'understudy' } } as const;

interface KonectaStory {
  readonly clock: VirtualClock;
  readonly aws: SimulatedAws;
  readonly konecta: Konecta;
  pass(seconds: number): Promise<void>;
  rds(region: string, operation: string, input: object): Promise<unknown>;
}

async function begin(options: KonectaOptions = {}): Promise<KonectaStory> {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22, 3));
  const aws = createSimulatedAws({
    clock,
    seed: 'konecta',
    regions: [PRIMARY, RECOVERY, 'eu-central-1'],
    latencies: createNoLatencies,
    ec2Timings: createFixedEc2Timings(),
    rdsTimings: createFixedRdsTimings(),
    eksTimings: createFixedEksTimings(),
  });
  const konecta = populateKonecta(aws, options);
  const pass = (seconds: number): Promise<void> => clock.advanceTo(clock.now() + seconds * 1_000);
  await pass(600);
  return {
    clock,
    aws,
    konecta,
    pass,
    rds: (region, operation, input) =>
      aws.world.call({
        service: 'rds',
        operation,
        input,
        region,
        principal: { kind: 'user', name: 'operator' },
        cause: US.cause,
        signedAtMilliseconds: clock.now(),
      }),
  };
}

/** The document's way, by hand. */
async function recover({ aws, konecta, pass, rds }: KonectaStory): Promise<void> {
  await rds(RECOVERY, 'PromoteReadReplica', { DBInstanceIdentifier: konecta.replicaId });
  while (!konecta.infrastructure.step(US).complete) await pass(10);
  const { clusterName, namespace, serviceName: name } = konecta.recovery;
  aws.region(RECOVERY).eks.workloads.apply(
    {
      clusterName,
      namespace,
      name,
      desired: 3,
      values: { [DATABASE_HOST]: konecta.replicaHost },
    },
    US,
  );
  await pass(60);
  konecta.manualTraffic?.turn(RECOVERY, US);
}

describe('konecta-erp', () => {
  it('begins settled: users are served in the primary region, no alarm fires, nothing is lost', async () => {
    const { aws, konecta, pass } = await begin();
    await pass(3_600);

    const { downtimeMilliseconds, splitBrainMilliseconds, stretches } = konecta.probe.report();
    expect({ downtimeMilliseconds, splitBrainMilliseconds }).toEqual({
      downtimeMilliseconds: 0,
      splitBrainMilliseconds: 0,
    });
    expect(stretches).toMatchObject([{ served: 1, regions: [PRIMARY] }]);
    for (const name of konecta.alarmNames) {
      expect(aws.region(PRIMARY).cloudwatch.alarm(name)?.state).toBe('OK');
    }
    const isAlarm = (entry: LogEntry): boolean =>
      entry.kind === 'effect' && entry.subject.startsWith('alarm/');
    expect(aws.world.log.entries.filter(isAlarm)).toEqual([]);
    expect(aws.region(PRIMARY).rds.position(konecta.databaseId)).toBe(4_200 * 4.5);
  });

  it('a database that dies takes the application with it, and both alarms tell', async () => {
    const { aws, konecta, pass } = await begin();

    aws.region(PRIMARY).rds.fault(konecta.databaseId, 'crash');
    await pass(300);

    expect(konecta.probe.report().unavailableMilliseconds).toBe(300_000);
    for (const name of konecta.alarmNames) {
      expect(aws.region(PRIMARY).cloudwatch.alarm(name)?.state).toBe('ALARM');
    }
  });

  it('a Multi-AZ failover of its own costs 90 seconds and nothing else', async () => {
    const { aws, konecta, pass } = await begin();

    aws.region(PRIMARY).rds.fault(konecta.databaseId, 'native-failover');
    await pass(600);

    const { unavailableMilliseconds, splitBrainMilliseconds } = konecta.probe.report();
    expect(unavailableMilliseconds).toBeGreaterThanOrEqual(90_000);
    expect(unavailableMilliseconds).toBeLessThan(130_000);
    expect(splitBrainMilliseconds).toBe(0);
  });

  it('the region is lost: built, promoted, deployed and switched, users are served again', async () => {
    const story = await begin();
    const { aws, konecta, pass } = story;
    aws.world.outages.begin({ kind: 'region', name: 'region-lost', region: PRIMARY });

    await recover(story);
    await pass(900);

    const report = konecta.probe.report();
    expect(report.stretches.map(({ served, regions }) => [served, regions])).toEqual([
      [1, [PRIMARY]],
      [0, []],
      [0.98, [RECOVERY]],
      [1, [RECOVERY]],
    ]);
    expect(report.splitBrainMilliseconds).toBe(0);
    // What was committed within the replica's lag.
    expect(konecta.lostWrites()).toBeLessThan(8);
    // 10 minutes for the cluster, 3 for its nodes, the pods, the resolvers.
    expect(report.unavailableMilliseconds).toBeGreaterThan(13 * 60_000);
    expect(report.unavailableMilliseconds).toBeLessThan(17 * 60_000);
  });

  it('a partition with a promotion and no fence is a split brain, and it is measured', async () => {
    const story = await begin({ prepared: true });
    const { aws, konecta, pass } = story;
    const end = aws.world.outages.begin({ kind: 'partition', name: 'cut', region: PRIMARY });

    await recover(story);
    await pass(300);
    end();
    await pass(600);

    const { splitBrainMilliseconds } = konecta.probe.report();
    expect(splitBrainMilliseconds).toBeGreaterThanOrEqual(600_000);
    expect(konecta.lostWrites()).toBeGreaterThan(300);
  });

  it('a closed security group cuts nobody who is connected, until the reboot', async () => {
    const { aws, konecta, pass, rds } = await begin();
    const { rds: databases } = aws.region(PRIMARY);
    const DBInstanceIdentifier = konecta.databaseId;

    await rds(PRIMARY, 'ModifyDBInstance', {
      DBInstanceIdentifier,
      VpcSecurityGroupIds: [konecta.closedGroupId],
    });
    await pass(60);
    expect(databases.access(konecta.databaseId)).toBe('timeout');
    expect(konecta.probe.report().downtimeMilliseconds).toBe(0);

    await rds(PRIMARY, 'RebootDBInstance', { DBInstanceIdentifier });
    await pass(120);
    const before = databases.position(konecta.databaseId);
    await pass(600);

    expect(databases.database(konecta.databaseId)?.status).toBe('available');
    expect(databases.position(konecta.databaseId)).toBe(before);
    expect(konecta.probe.report().stretches.at(-1)?.served).toBe(0);
  });

  it('answers on the network where its traffic goes, and at each balancer', async () => {
    const story = await begin();
    const { aws, konecta, pass } = story;
    const status = (host: string): number | 'timeout' =>
      aws.network.statusOf({ host, path: '/health' }, RECOVERY);
    const balancer = konecta.primary.balancerDnsName() ?? '';
    expect([status(KONECTA_HOST), status(balancer)]).toEqual([200, 200]);

    aws.region(PRIMARY).rds.fault(konecta.databaseId, 'crash');
    expect([status(KONECTA_HOST), status(balancer)]).toEqual([500, 500]);

    aws.world.outages.begin({ kind: 'region', name: 'region-lost', region: PRIMARY });
    expect([status(KONECTA_HOST), status(balancer)]).toEqual(['timeout', 'timeout']);

    await recover(story);
    await pass(120);
    expect([status(KONECTA_HOST), status(konecta.recovery.balancerDnsName() ?? '')]).toEqual([
      200, 200,
    ]);
    expect([status(balancer), status(CONTROL_HOST)]).toEqual(['timeout', 204]);
  });

  it('applications scaled to nothing stop writing, and write again when they are back', async () => {
    const { aws, konecta, pass } = await begin();
    const { clusterName, namespace, serviceName: name } = konecta.primary;
    const { workloads } = aws.region(PRIMARY).eks;

    workloads.scale({ clusterName, namespace, name }, 0, US);
    const before = aws.region(PRIMARY).rds.position(konecta.databaseId);
    await pass(600);
    expect(aws.region(PRIMARY).rds.position(konecta.databaseId)).toBe(before);

    workloads.scale({ clusterName, namespace, name }, 3, US);
    await pass(120);

    expect(konecta.probe.report().stretches.at(-1)).toMatchObject({
      served: 1,
      regions: [PRIMARY],
    });
  });
});
