import { createVirtualClock } from '@understudy/clock';

import { createSimulatedAws, type SimulatedAws } from '../composition/create-simulated-aws.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { Cause } from '../kernel/world.ts';
import { createFixedRdsTimings } from '../rds/index.ts';
import { populateKonecta, type Konecta } from '../scenarios/konecta.ts';
import { DATABASE_HOST } from '../scenarios/konecta-site.ts';
import { regionViolations, type PlanDescription } from './one-region.ts';

const PRIMARY = 'us-east-1';
const RECOVERY = 'eu-west-1';
const OURS: Cause = { kind: 'invocation', functionName: 'understudy-dev-dr-orchestrator', id: 'i' };

interface RegionStory {
  readonly aws: SimulatedAws;
  readonly konecta: Konecta;
  pass(seconds: number): Promise<void>;
  rds(region: string, operation: string, input: object, cause?: Cause): Promise<unknown>;
  /** Starts the application of the recovery region on the promoted database. */
  deploy(cause?: Cause): void;
  rules(plan?: Partial<PlanDescription>): readonly string[];
}

async function begin(): Promise<RegionStory> {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22, 3));
  const aws = createSimulatedAws({
    clock,
    seed: 'one-region',
    regions: [PRIMARY, RECOVERY],
    latencies: createNoLatencies,
    rdsTimings: createFixedRdsTimings(),
  });
  const konecta = populateKonecta(aws, { prepared: true });
  const pass = (seconds: number): Promise<void> => clock.advanceTo(clock.now() + seconds * 1_000);
  await pass(600);
  return {
    aws,
    konecta,
    pass,
    rds: (region, operation, input, cause = OURS) =>
      aws.world.call({
        service: 'rds',
        operation,
        input,
        region,
        principal: { kind: 'user', name: 'function' },
        cause,
        signedAtMilliseconds: clock.now(),
      }),
    deploy(cause = OURS) {
      const { clusterName, namespace, serviceName: name } = konecta.recovery;
      const values = { [DATABASE_HOST]: konecta.replicaHost };
      aws
        .region(RECOVERY)
        .eks.workloads.apply({ clusterName, namespace, name, desired: 3, values }, { cause });
    },
    rules: (plan) =>
      regionViolations(aws.world.log.entries, {
        name: 'konecta-erp',
        primary: { region: PRIMARY, id: konecta.databaseId },
        recovery: { region: RECOVERY, id: konecta.replicaId },
        closedGroupIds: [konecta.closedGroupId],
        whenUnknown: 'proceed',
        ...plan,
      }).map(({ rule }) => rule),
  };
}

function promote({ rds, konecta }: RegionStory, cause?: Cause): Promise<unknown> {
  return rds(RECOVERY, 'PromoteReadReplica', { DBInstanceIdentifier: konecta.replicaId }, cause);
}

async function fence({ rds, konecta, pass }: RegionStory): Promise<void> {
  const DBInstanceIdentifier = konecta.databaseId;
  const VpcSecurityGroupIds = [konecta.closedGroupId];
  await rds(PRIMARY, 'ModifyDBInstance', { DBInstanceIdentifier, VpcSecurityGroupIds });
  await pass(60);
  await rds(PRIMARY, 'RebootDBInstance', { DBInstanceIdentifier });
  await pass(120);
}

describe('a promotion of ours', () => {
  it('while the old primary is writable is a violation', async () => {
    const story = await begin();
    await promote(story);

    expect(story.rules()).toEqual(['promote-needs-loss']);
  });

  it.each([
    ['that a person forced, with a reason, is none', OURS, true],
    ['that somebody else asked for is not ours', { kind: 'person', name: 'dba' } as const, false],
  ])('%s', async (_, cause, isForced) => {
    const story = await begin();
    await promote(story, cause);

    expect(story.rules({ isForced: () => isForced })).toEqual([]);
  });

  it('behind a fence is right; a group that is closed and no reboot is no fence', async () => {
    const fenced = await begin();
    await fence(fenced);
    await promote(fenced);
    expect(fenced.rules()).toEqual([]);

    const closed = await begin();
    const DBInstanceIdentifier = closed.konecta.databaseId;
    const VpcSecurityGroupIds = [closed.konecta.closedGroupId];
    await closed.rds(PRIMARY, 'ModifyDBInstance', { DBInstanceIdentifier, VpcSecurityGroupIds });
    await closed.pass(60);
    await promote(closed);
    expect(closed.rules()).toEqual(['promote-needs-loss']);
  });

  it.each([
    { kind: 'region', region: PRIMARY } as const,
    { kind: 'partition', region: PRIMARY } as const,
    { kind: 'control-plane', region: PRIMARY } as const,
    { kind: 'path', from: RECOVERY, to: PRIMARY } as const,
  ])('is not judged by what could not be known: $kind', async (outage) => {
    const story = await begin();
    story.aws.world.outages.begin({ ...outage, name: 'lost' });
    await promote(story);

    expect(story.rules()).toEqual([]);
  });

  it('during a failover of RDS’s own takes native recovery for a loss', async () => {
    const story = await begin();
    story.aws.region(PRIMARY).rds.fault(story.konecta.databaseId, 'native-failover');
    await promote(story);

    expect(story.rules()).toEqual(['promote-needs-loss']);
  });

  it('after a crash is right', async () => {
    const story = await begin();
    story.aws.region(PRIMARY).rds.fault(story.konecta.databaseId, 'crash');
    await promote(story);

    expect(story.rules()).toEqual([]);
  });
});

describe('two databases that are written', () => {
  it('by our deployment, while the old one can be reached, are a violation', async () => {
    const story = await begin();
    const { aws, konecta, pass, deploy } = story;
    aws.region(PRIMARY).rds.fault(konecta.databaseId, 'crash');
    await promote(story);
    await pass(400);
    aws.region(PRIMARY).rds.fault(konecta.databaseId, 'comes-back');
    deploy();
    await pass(120);

    expect(story.rules()).toEqual(['one-written-database']);
  });

  it('behind a partition are the risk that the plan accepts, or does not', async () => {
    const story = await begin();
    const { aws, pass, deploy } = story;
    aws.world.outages.begin({ kind: 'partition', name: 'cut', region: PRIMARY });
    await promote(story);
    await pass(400);
    deploy();
    await pass(120);

    expect(story.rules()).toEqual([]);
    expect(story.rules({ whenUnknown: 'ask' })).toEqual(['one-written-database']);
  });

  it.each([
    ['a moment ago: it may be younger than the look', 20, []],
    ['before a look that is younger than that', 40, ['one-written-database']],
    ['minutes ago', 240, ['one-written-database']],
  ])('by our deployment after the old region came back %s', async (_, seconds, rules) => {
    const story = await begin();
    const { aws, pass, deploy } = story;
    const end = aws.world.outages.begin({ kind: 'region', name: 'lost', region: PRIMARY });
    await promote(story);
    await pass(400);
    end();
    await pass(seconds);
    deploy();
    await pass(60);

    expect(story.rules()).toEqual(rules);
    expect(story.rules({ whenUnknown: 'ask' })).toEqual(['one-written-database']);
  });

  it('by pods that were asked for before the old region came back are called back by nobody', async () => {
    const story = await begin();
    const { aws, pass, deploy, konecta } = story;
    const { workloads } = aws.region(RECOVERY).eks;
    const { clusterName, namespace, serviceName: name } = konecta.recovery;
    const pods = { clusterName, namespace, name };
    const end = aws.world.outages.begin({ kind: 'region', name: 'lost', region: PRIMARY });
    await promote(story);
    await pass(400);
    deploy();
    await pass(5);
    end();
    await pass(60);

    expect(workloads.find(pods)?.ready).toBe(3);
    expect(story.rules()).toEqual([]);
  });

  it('when the old region comes back it must be fenced, in time', async () => {
    const story = await begin();
    const { aws, pass, deploy } = story;
    const end = aws.world.outages.begin({ kind: 'region', name: 'lost', region: PRIMARY });
    await promote(story);
    await pass(400);
    deploy();
    await pass(120);
    end();
    await pass(300);
    await fence(story);
    await pass(3_600);
    expect(story.rules()).toEqual([]);

    const forgotten = await begin();
    const heal = forgotten.aws.world.outages.begin({ kind: 'region', name: 'l', region: PRIMARY });
    await promote(forgotten);
    await forgotten.pass(400);
    forgotten.deploy();
    await forgotten.pass(120);
    heal();
    await forgotten.pass(1_200);
    await forgotten.rds(PRIMARY, 'DescribeDBInstances', {});

    expect(forgotten.rules()).toEqual(['old-region-needs-fence']);
  });
});
