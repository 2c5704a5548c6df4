import type { RegionScene } from '@understudy/fault-simulation';

import { changeNames, lastIncident, phases, recoveries, resultOf, untilEnded } from './stories.ts';
import { regionScene } from './scenes.ts';

/** The document's success response: its fields and no others. */
const SUCCESS = {
  statusCode: 200,
  body: {
    message: 'DR failover completed successfully',
    region: 'eu-west-1',
    rds_promoted: 'konecta-erp-dev-replica',
    eks_cluster: 'konecta-erp-dev-dr',
  },
};

/** What the durable service takes of one execution is three times this (field notes, section 3). */
const OPERATIONS_MAX = 1_000;

/** Resolvers that keep an answer too long follow within a quarter of an hour. */
const RESOLVERS_SECONDS = 900;

/**
 * All that the functions may ask: each is answered in its own region, by a data plane or by a control
 * plane that makes nothing new (field notes, section 7). What is not listed has to be judged first.
 */
const REGIONAL = new Set(
  [
    'dynamodb: GetItem PutItem UpdateItem DeleteItem Query TransactWriteItems',
    'lambda: Invoke CheckpointDurableExecution GetDurableExecution GetDurableExecutionState',
    'lambda: SendDurableExecutionCallbackHeartbeat SendDurableExecutionCallbackSuccess',
    'ecs: RunTask ListTasks DescribeTasks StopTask',
    'rds: DescribeDBInstances DescribeEvents PromoteReadReplica',
    's3: GetObject HeadObject PutObject',
    'eks: DescribeCluster DescribeAccessEntry',
    'monitoring: DescribeAlarms GetMetricData',
    'ec2: DescribeInstances DescribeInstanceStatus DescribeVolumes',
    'elasticloadbalancing: DescribeTargetGroups DescribeTargetHealth',
    'sns: Publish',
    'sqs: SendMessage',
  ].flatMap((line) => {
    const [service, ...operations] = line.split(/:? /);
    return operations.map((operation) => `${service}:${operation}`);
  }),
);

describe('a region that is lost', () => {
  let at: RegionScene;
  let lostAt: number;

  beforeAll(async () => {
    at = await regionScene({ fieldLatencies: true, apps: 'all' });
    lostAt = at.clock.now();
    at.losePrimary();
    await untilEnded(at);
    await at.pass(RESOLVERS_SECONDS);
  });

  it('is recovered, with exactly the response of the document', () => {
    expect(resultOf(at)).toEqual(SUCCESS);
    expect(recoveries(at)).toHaveLength(1);
  });

  it('does every step once, in the order that the plan demands', async () => {
    const { steps } = await at.plan();
    const { fence, database, infrastructure, applications, traffic } = steps;

    expect(new Set(Object.values(await phases(at)))).toEqual(new Set(['done']));
    expect(changeNames(at, lostAt).filter((name) => !name.startsWith('lambda:'))).toEqual([
      'rds:PromoteReadReplica',
      's3:PutObject',
    ]);
    expect(fence?.atMilliseconds).toBeLessThanOrEqual(database?.startedAtMilliseconds ?? 0);
    expect(database?.atMilliseconds).toBeLessThanOrEqual(applications?.startedAtMilliseconds ?? 0);
    expect(infrastructure?.atMilliseconds).toBeLessThanOrEqual(
      applications?.startedAtMilliseconds ?? 0,
    );
    expect(applications?.atMilliseconds).toBeLessThanOrEqual(traffic?.startedAtMilliseconds ?? 0);
  });

  it('promotes as late as costs no time: the database is ready before what needs it', async () => {
    const { steps, noReturnAtMilliseconds = 0 } = await at.plan();

    expect(noReturnAtMilliseconds).toBeGreaterThan(
      (steps['infrastructure']?.startedAtMilliseconds ?? 0) + 60_000,
    );
    expect(steps['database']?.atMilliseconds).toBeLessThanOrEqual(
      steps['infrastructure']?.atMilliseconds ?? 0,
    );
  });

  it('is served again from the other region, and never written to in both', () => {
    const report = at.konecta.probe.report();
    const last = report.stretches.at(-1);

    expect(last).toMatchObject({ served: 1, regions: ['eu-west-1'] });
    expect(report.splitBrainMilliseconds).toBe(0);
  });

  it('leaves the recovery region in charge, the incident closed, and people told', async () => {
    const record = await at.record();
    const incident = await lastIncident(at);

    expect(record.state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(record.lease.owner).toBeUndefined();
    expect(record.openIncident).toBeUndefined();
    expect(incident.outcome).toMatchObject({ name: 'completed' });
    expect(incident.told?.outcome).toBe('completed: recovered');
  });

  it('owes the fence of what did not answer, with the reason', async () => {
    const { owed } = await at.plan();

    expect(Object.keys(owed).sort()).toEqual(['applications', 'database', 'surrendered-marker']);
    expect(owed['database']).toMatchObject({ region: 'us-east-1', epoch: 2 });
  });

  it('needs nothing of the lost region: not one of its answers', () => {
    const answered = at
      .callsTo('primary', lostAt)
      .filter(({ result, at: time }) => time > lostAt && result !== 'no-answer');

    expect(answered.map(({ call, result }) => `${call.operation} ${result}`)).toEqual([]);
  });

  it('asks no control plane that is in one region only, nor one that makes things new', () => {
    const asked = at.aws.world.log.entries.flatMap((entry) =>
      entry.kind === 'call' && entry.at >= lostAt && entry.call.cause.kind === 'invocation'
        ? [`${entry.call.service}:${entry.call.operation} ${entry.call.region}`]
        : [],
    );

    const recovery = [...new Set(asked)].filter((one) => !one.endsWith(' us-east-1'));
    expect(recovery.filter((one) => !REGIONAL.has(one.split(' ')[0] ?? ''))).toEqual([]);
  });

  it('stays far below the limit of operations', () => {
    expect(recoveries(at)[0]?.journal.operations.size).toBeLessThan(OPERATIONS_MAX);
  });
});
