import type { DBInstance, DBSnapshotMessage } from '@aws-sdk/client-rds';

import { createRdsWorld, PRIMARY, RECOVERY, type RdsWorld } from './rds-fixture.ts';

const CLOSED = 'sg-0000000000000c105';

function on(fixture: RdsWorld, operation: string, input: object = {}): Promise<unknown> {
  return fixture.call(PRIMARY, operation, { DBInstanceIdentifier: 'erp', ...input });
}

describe('a reboot', () => {
  it('in place ends every connection and comes back in under a minute', async () => {
    const fixture = createRdsWorld();
    const session = fixture.primary.connect('erp');

    await on(fixture, 'RebootDBInstance');
    const during = fixture.primary.access('erp');
    await fixture.pass(50);

    expect(during).toBe('refused');
    expect(fixture.primary.access('erp')).toBe('writable');
    expect(session && session.boot === fixture.primary.database('erp')?.boot).toBe(false);
  });

  it('by failover takes the standby of the other zone, in a minute and a half', async () => {
    const fixture = createRdsWorld();
    const { AvailabilityZone: first, SecondaryAvailabilityZone: second } = await fixture.describe(
      PRIMARY,
      'erp',
    );

    await on(fixture, 'RebootDBInstance', { ForceFailover: true });
    await fixture.pass(80);
    expect(fixture.primary.access('erp')).toBe('refused');
    await fixture.pass(15);

    expect(await fixture.describe(PRIMARY, 'erp')).toMatchObject({
      DBInstanceStatus: 'available',
      AvailabilityZone: second,
      SecondaryAvailabilityZone: first,
    });
  });

  it('by failover needs a standby, and any reboot an available database', async () => {
    const fixture = createRdsWorld();
    const forced = fixture.call(RECOVERY, 'RebootDBInstance', {
      DBInstanceIdentifier: 'erp-replica',
      ForceFailover: true,
    });
    await expect(forced).rejects.toMatchObject({ code: 'InvalidParameterCombination' });

    await on(fixture, 'RebootDBInstance');

    await expect(on(fixture, 'RebootDBInstance')).rejects.toMatchObject({
      code: 'InvalidDBInstanceState',
    });
  });
});

describe('a database that does not run', () => {
  it.each([
    ['has crashed', (fixture: RdsWorld) => fixture.primary.fault('erp', 'crash')],
    [
      'is in a lost region',
      ({ world }: RdsWorld) =>
        void world.outages.begin({ kind: 'region', name: 'lost', region: PRIMARY }),
    ],
    [
      'fails over',
      ({ primary }: RdsWorld) => {
        primary.fault('erp', 'native-failover');
      },
    ],
  ])('commits nothing: one that %s', async (_, suffer) => {
    const fixture = createRdsWorld();
    await fixture.pass(60);
    suffer(fixture);
    const before = fixture.primary.position('erp');
    await fixture.pass(60);

    expect(before).toBe(240);
    expect(fixture.primary.position('erp')).toBe(before);
  });

  it('goes on when it runs again', async () => {
    const fixture = createRdsWorld();
    fixture.primary.fault('erp', 'crash');
    await fixture.pass(60);
    fixture.primary.fault('erp', 'comes-back');
    await fixture.pass(60);

    expect(fixture.primary.position('erp')).toBe(240);
  });
});

describe('a change of security groups', () => {
  it('holds a little later, and says so of each group until then', async () => {
    const fixture = createRdsWorld();

    await on(fixture, 'ModifyDBInstance', { VpcSecurityGroupIds: [CLOSED] });
    const { VpcSecurityGroups: changing, DBInstanceStatus } = await fixture.describe(
      PRIMARY,
      'erp',
    );
    expect(fixture.primary.access('erp')).toBe('writable');
    await fixture.pass(10);

    expect(DBInstanceStatus).toBe('modifying');
    expect(changing?.map(({ Status }) => Status)).toEqual(['removing', 'adding']);
    expect((await fixture.describe(PRIMARY, 'erp')).VpcSecurityGroups).toEqual([
      { VpcSecurityGroupId: CLOSED, Status: 'active' },
    ]);
    expect(fixture.primary.access('erp')).toBe('timeout');
  });

  it('cuts no connection that is open; the next boot does', async () => {
    const fixture = createRdsWorld();
    const session = fixture.primary.connect('erp');
    if (!session) throw new RangeError('expected a connection');

    await on(fixture, 'ModifyDBInstance', { VpcSecurityGroupIds: [CLOSED] });
    await fixture.pass(60);
    expect(fixture.primary.write('erp', { session })).toBe('writable');
    await on(fixture, 'RebootDBInstance');
    await fixture.pass(60);

    expect(fixture.primary.write('erp', { session })).toBe('timeout');
    expect(fixture.primary.connect('erp')).toBeUndefined();
  });

  it.each([
    [{ VpcSecurityGroupIds: ['sg-absent'] }, 'InvalidParameterValue'],
    [{ AllocatedStorage: 200 }, 'InvalidParameterValue'],
    [{ DBInstanceIdentifier: 'absent' }, 'DBInstanceNotFound'],
  ])('is refused for %j', async (input, code) => {
    const fixture = createRdsWorld();

    await expect(on(fixture, 'ModifyDBInstance', input)).rejects.toMatchObject({ code });
    expect(fixture.primary.database('erp')?.status).toBe('available');
  });

  it('to what they are already changes nothing', async () => {
    const fixture = createRdsWorld();
    const VpcSecurityGroupIds = [...(fixture.primary.database('erp')?.securityGroupIds ?? [])];

    await on(fixture, 'ModifyDBInstance', { VpcSecurityGroupIds });

    expect(fixture.primary.database('erp')?.status).toBe('available');
  });
});

describe('stopping', () => {
  it('is refused for a source and for a replica', async () => {
    const fixture = createRdsWorld();
    const replica = fixture.call(RECOVERY, 'StopDBInstance', {
      DBInstanceIdentifier: 'erp-replica',
    });

    await expect(on(fixture, 'StopDBInstance')).rejects.toMatchObject({
      code: 'InvalidDBInstanceState',
      message: expect.stringContaining('read replicas'),
    });
    await expect(replica).rejects.toMatchObject({ code: 'InvalidDBInstanceState' });
  });

  it('of one that stands alone takes minutes, and so does its start', async () => {
    const fixture = createRdsWorld();
    fixture.primary.add({ id: 'alone' });
    const alone = { DBInstanceIdentifier: 'alone' };

    await on(fixture, 'StopDBInstance', alone);
    expect(fixture.primary.database('alone')?.status).toBe('stopping');
    await fixture.pass(300);
    expect(fixture.primary.access('alone')).toBe('timeout');
    await on(fixture, 'StartDBInstance', alone);
    await fixture.pass(360);

    expect(fixture.primary.access('alone')).toBe('writable');
    await expect(on(fixture, 'StartDBInstance', alone)).rejects.toMatchObject({
      code: 'InvalidDBInstanceState',
    });
  });
});

describe('a snapshot', () => {
  it('keeps the database busy until it is there', async () => {
    const fixture = createRdsWorld();
    await on(fixture, 'CreateDBSnapshot', { DBSnapshotIdentifier: 'Before' });

    expect(fixture.primary.database('erp')?.status).toBe('backing-up');
    expect(fixture.primary.access('erp')).toBe('writable');
    await expect(
      on(fixture, 'CreateDBSnapshot', { DBSnapshotIdentifier: 'before' }),
    ).rejects.toMatchObject({ code: 'DBSnapshotAlreadyExists' });
    await fixture.pass(310);

    const { DBSnapshots } = await fixture.call<DBSnapshotMessage>(PRIMARY, 'DescribeDBSnapshots', {
      DBSnapshotIdentifier: 'before',
    });
    expect(DBSnapshots).toMatchObject([{ Status: 'available', DBInstanceIdentifier: 'erp' }]);
    expect(fixture.primary.database('erp')?.status).toBe('available');
  });

  it('that does not exist is not found', async () => {
    const { call } = createRdsWorld();
    const asked = call(PRIMARY, 'DescribeDBSnapshots', { DBSnapshotIdentifier: 'absent' });

    await expect(asked).rejects.toMatchObject({ code: 'DBSnapshotNotFound' });
  });
});

describe('a new replica', () => {
  it('of a source in another region follows it when it has been made', async () => {
    const fixture = createRdsWorld();
    await fixture.call(RECOVERY, 'CreateDBInstanceReadReplica', {
      DBInstanceIdentifier: 'second',
      SourceDBInstanceIdentifier: `arn:aws:rds:${PRIMARY}:123456789012:db:erp`,
    });
    expect(fixture.recovery.access('second')).toBe('refused');
    await fixture.pass(1_000);

    const behind = fixture.primary.position('erp') - fixture.recovery.position('second');
    expect(fixture.recovery.access('second')).toBe('read-only');
    expect(behind).toBeLessThan(8);
    const { ReadReplicaDBInstanceIdentifiers: names }: DBInstance = await fixture.describe(
      PRIMARY,
      'erp',
    );
    expect(names).toEqual([
      `arn:aws:rds:${RECOVERY}:123456789012:db:erp-replica`,
      `arn:aws:rds:${RECOVERY}:123456789012:db:second`,
    ]);
  });

  it.each([
    ['a source that does not exist', 'arn:aws:rds:us-east-1:123456789012:db:absent'],
    ['a region that does not exist', 'arn:aws:rds:mars-1:123456789012:db:erp'],
    ['an ARN of something else', 'arn:aws:rds:us-east-1:123456789012:snapshot:erp'],
  ])('of %s is refused', async (_, SourceDBInstanceIdentifier) => {
    const { call } = createRdsWorld();
    const input = { DBInstanceIdentifier: 'second', SourceDBInstanceIdentifier };

    await expect(call(RECOVERY, 'CreateDBInstanceReadReplica', input)).rejects.toMatchObject({
      code: 'DBInstanceNotFound',
    });
  });
});

describe('who may do it', () => {
  it.each([
    ['DescribeDBInstances', { DBInstanceIdentifier: 'ERP' }, ['db:erp']],
    ['DescribeDBInstances', {}, ['db:*']],
    ['PromoteReadReplica', { DBInstanceIdentifier: 'erp' }, ['db:erp']],
    [
      'CreateDBSnapshot',
      { DBInstanceIdentifier: 'erp', DBSnapshotIdentifier: 's' },
      ['db:erp', 'snapshot:s'],
    ],
    ['DescribeEvents', {}, ['*']],
  ])('%s of %j asks for %j', (operation, input, resources) => {
    const { world, primary } = createRdsWorld();
    const asked = primary.requirements({
      requestId: 'r',
      service: 'rds',
      operation,
      input,
      region: PRIMARY,
      principal: { kind: 'role', roleName: 'r', session: 's' },
      cause: { kind: 'person', name: 'p' },
      signedAtMilliseconds: world.clock.now(),
    });

    expect(asked.map(({ action }) => action)).toEqual(resources.map(() => `rds:${operation}`));
    expect(asked.map(({ resource }) => resource)).toEqual(
      resources.map((one) => (one === '*' ? one : `arn:aws:rds:${PRIMARY}:123456789012:${one}`)),
    );
  });
});
