import { createVirtualClock } from '@understudy/clock';
import { createCloudWatchClient, createMetricReads } from '../src/cloudwatch.ts';
import { hadNoEffect } from '../src/calls/map-aws-error.ts';
import { createRdsChanges, createRdsClient, createRdsReads } from '../src/rds/index.ts';
import { createFakeHandler, optionsFor, type FakeAnswer } from './fake-handler.ts';
import { permitUntil } from './permit.ts';

const NOW = Date.UTC(2026, 0, 1);

function readsOver(...answers: readonly FakeAnswer[]) {
  const handler = createFakeHandler(...answers);
  return {
    handler,
    reads: createRdsReads({ client: createRdsClient(optionsFor(handler), 'reads') }),
  };
}

function changesOver(...answers: readonly FakeAnswer[]) {
  const handler = createFakeHandler(...answers);
  const client = createRdsClient(optionsFor(handler), 'changes');
  return { handler, changes: createRdsChanges({ client, clock: createVirtualClock(NOW) }) };
}

function databases(inner: string): FakeAnswer {
  const result = `<DescribeDBInstancesResult><DBInstances>${inner}</DBInstances></DescribeDBInstancesResult>`;
  return { body: `<DescribeDBInstancesResponse>${result}</DescribeDBInstancesResponse>` };
}

function rdsError(code: string, status: number): FakeAnswer {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>refused</Message></Error>`;
  return { status, body: `<ErrorResponse>${error}<RequestId>r-1</RequestId></ErrorResponse>` };
}

const REPLICA =
  '<DBInstance><DBInstanceIdentifier>konecta-erp-dev-replica</DBInstanceIdentifier>' +
  '<DBInstanceArn>arn:aws:rds:eu-west-1:123456789012:db:konecta-erp-dev-replica</DBInstanceArn>' +
  '<DBInstanceStatus>backing-up</DBInstanceStatus><Engine>postgres</Engine>' +
  '<EngineVersion>16.4</EngineVersion><MultiAZ>false</MultiAZ>' +
  '<ReadReplicaSourceDBInstanceIdentifier>arn:aws:rds:us-east-1:123456789012:db:konecta-erp-dev' +
  '</ReadReplicaSourceDBInstanceIdentifier>' +
  '<StatusInfos><DBInstanceStatusInfo><StatusType>read replication</StatusType>' +
  '<Status>replicating</Status></DBInstanceStatusInfo></StatusInfos>' +
  '<Endpoint><Address>r.eu-west-1.rds.amazonaws.com</Address><Port>5432</Port></Endpoint>' +
  '<VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId>' +
  '<Status>adding</Status></VpcSecurityGroupMembership></VpcSecurityGroups>' +
  '<TagList><Tag><Key>Plan</Key><Value>konecta-erp</Value></Tag></TagList></DBInstance>';

describe('reading RDS', () => {
  it('tells a replica as facts, with the region of its source', async () => {
    const { reads } = readsOver(databases(REPLICA));

    const [found] = await reads.describeDatabases(['konecta-erp-dev-replica']);

    expect(found).toEqual({
      id: 'konecta-erp-dev-replica',
      arn: 'arn:aws:rds:eu-west-1:123456789012:db:konecta-erp-dev-replica',
      status: 'backing-up',
      engine: 'postgres',
      engineVersion: '16.4',
      source: { id: 'konecta-erp-dev', region: 'us-east-1' },
      replicas: [],
      replicationStatus: 'replicating',
      multiZone: false,
      securityGroups: [{ id: 'sg-1', status: 'adding' }],
      endpoint: { host: 'r.eu-west-1.rds.amazonaws.com', port: 5432 },
      backupRetentionDays: 0,
      tags: { Plan: 'konecta-erp' },
    });
  });

  it('leaves out what does not exist, and asks for each by its own name', async () => {
    const { reads, handler } = readsOver(rdsError('DBInstanceNotFound', 404), databases(REPLICA));

    const found = await reads.describeDatabases(['gone', 'konecta-erp-dev-replica']);

    expect(found.map(({ id }) => id)).toEqual(['konecta-erp-dev-replica']);
    expect(handler.forms().map((form) => form['DBInstanceIdentifier'])).toEqual([
      'gone',
      'konecta-erp-dev-replica',
    ]);
  });

  it('does not take a fact for granted that the answer lacks', async () => {
    const { reads } = readsOver(databases('<DBInstance></DBInstance>'));

    const asking = reads.describeDatabases(['x']);

    await expect(asking).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
  });

  it('refuses to send a change with a client for reads', async () => {
    const handler = createFakeHandler(databases(''));
    const client = createRdsClient(optionsFor(handler), 'reads');
    const changes = createRdsChanges({ client, clock: createVirtualClock(NOW) });

    const promoting = changes.promote(permitUntil(NOW + 1), 'konecta-erp-dev-replica');

    await expect(promoting).rejects.toMatchObject({ code: 'NoPermit' });
    expect(handler.requests.length).toBe(0);
  });
});

describe('changing RDS', () => {
  it('applies security groups at once', async () => {
    const { changes, handler } = changesOver({ body: '<ModifyDBInstanceResponse/>' });

    await changes.setSecurityGroups(permitUntil(NOW + 1), 'konecta-erp-dev', ['sg-closed']);

    expect(handler.forms()[0]).toMatchObject({
      Action: 'ModifyDBInstance',
      DBInstanceIdentifier: 'konecta-erp-dev',
      'VpcSecurityGroupIds.VpcSecurityGroupId.1': 'sg-closed',
      ApplyImmediately: 'true',
    });
  });

  it('says that a refusal for the state had no effect, and sends once', async () => {
    const { changes, handler } = changesOver(rdsError('InvalidDBInstanceState', 400));

    const failure: unknown = await changes
      .promote(permitUntil(NOW + 1), 'konecta-erp-dev-replica')
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'WrongState' });
    expect(hadNoEffect(failure)).toBe(true);
    expect(handler.requests.length).toBe(1);
  });

  it('leaves the outcome open when no answer comes', async () => {
    const { changes } = changesOver(new Error('socket hang up'));

    const failure: unknown = await changes
      .reboot(permitUntil(NOW + 1), 'konecta-erp-dev', { forceFailover: true })
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'OutcomeUnknown' });
    expect(hadNoEffect(failure)).toBe(false);
  });
});

describe('reading metrics', () => {
  it('gives each question its own points, newest first, within its own time', async () => {
    const at = (minutes: number): string => String(NOW / 1_000 + minutes * 60);
    const handler = createFakeHandler({
      body: JSON.stringify({
        MetricDataResults: [
          { Id: 'q1', Timestamps: [Number(at(2)), Number(at(1))], Values: [-1, 3] },
          { Id: 'q0', Timestamps: [Number(at(2)), Number(at(0))], Values: [7, 9] },
        ],
      }),
    });
    const reads = createMetricReads({ client: createCloudWatchClient(optionsFor(handler)) });
    const question = {
      namespace: 'AWS/RDS',
      name: 'ReplicaLag',
      dimensions: { DBInstanceIdentifier: 'konecta-erp-dev-replica' },
      statistic: 'Maximum',
      periodSeconds: 60,
      toMilliseconds: NOW + 600_000,
    } as const;

    const [first, second] = await reads.readMetrics([
      { ...question, fromMilliseconds: NOW + 60_000 },
      { ...question, fromMilliseconds: NOW },
    ]);

    expect(first).toEqual([{ atMilliseconds: NOW + 120_000, value: 7 }]);
    expect(second).toEqual([
      { atMilliseconds: NOW + 120_000, value: -1 },
      { atMilliseconds: NOW + 60_000, value: 3 },
    ]);
  });
});
