import { createRdsWorld, PRIMARY, RECOVERY, type RdsWorld } from './rds-fixture.ts';

async function startedPromotion(): Promise<RdsWorld> {
  const fixture = createRdsWorld();
  await fixture.call(RECOVERY, 'PromoteReadReplica', { DBInstanceIdentifier: 'erp-replica' });
  return fixture;
}

describe('the promotion of a replica', () => {
  it('stays available for up to a minute, and names its source until it is done', async () => {
    const { describe: look, pass } = await startedPromotion();
    const seen: string[] = [];

    for (let second = 0; second <= 400; second += 20) {
      const database = await look(RECOVERY, 'erp-replica');
      const source = database.ReadReplicaSourceDBInstanceIdentifier ? 'replica' : 'alone';
      const state = `${String(database.DBInstanceStatus)} ${source}`;
      if (seen.at(-1) !== state) seen.push(state);
      await pass(20);
    }

    expect(seen).toEqual([
      'available replica',
      'modifying replica',
      'rebooting replica',
      'available alone',
    ]);
  });

  it('makes it writable only at the end', async () => {
    const { recovery, pass } = await startedPromotion();
    const met: string[] = [];

    for (const seconds of [30, 60, 150, 60, 100]) {
      await pass(seconds);
      met.push(recovery.access('erp-replica'));
    }

    expect(met).toEqual(['read-only', 'read-only', 'read-only', 'refused', 'writable']);
  });

  it('changes nothing at the source, which goes on taking writes that the new one never has', async () => {
    const { primary, recovery, pass, describe: look } = await startedPromotion();
    await pass(600);

    expect(primary.write('erp')).toBe('writable');
    const before = recovery.position('erp-replica');
    await pass(60);

    expect(recovery.position('erp-replica')).toBe(before);
    expect(primary.position('erp')).toBeGreaterThan(before);
    const source = await look(PRIMARY, 'erp');
    expect(source).toMatchObject({
      DBInstanceStatus: 'available',
      ReadReplicaDBInstanceIdentifiers: [],
    });
  });

  it('needs nothing of a region that is lost', async () => {
    const fixture = createRdsWorld();
    fixture.world.outages.begin({ kind: 'region', name: 'region-lost', region: PRIMARY });

    await fixture.call(RECOVERY, 'PromoteReadReplica', { DBInstanceIdentifier: 'erp-replica' });
    await fixture.pass(400);

    expect(fixture.recovery.access('erp-replica')).toBe('writable');
  });

  it('cannot be asked for twice, nor of a database that is no replica', async () => {
    const { call, pass } = await startedPromotion();
    const again = call(RECOVERY, 'PromoteReadReplica', { DBInstanceIdentifier: 'erp-replica' });
    await expect(again).rejects.toMatchObject({ code: 'InvalidDBInstanceState' });
    await pass(400);

    const later = call(RECOVERY, 'PromoteReadReplica', { DBInstanceIdentifier: 'erp-replica' });

    await expect(later).rejects.toMatchObject({
      code: 'InvalidDBInstanceState',
      message: 'DB Instance is not a read replica.',
    });
  });

  it('is refused while the replica is being backed up', async () => {
    const { recovery, call, pass } = createRdsWorld();
    recovery.fault('erp-replica', 'backup');
    const ask = (): Promise<unknown> =>
      call(RECOVERY, 'PromoteReadReplica', { DBInstanceIdentifier: 'erp-replica' });

    await expect(ask()).rejects.toMatchObject({ code: 'InvalidDBInstanceState' });
    await pass(300);

    await expect(ask()).resolves.toMatchObject({ DBInstance: { DBInstanceStatus: 'available' } });
  });

  it('stands still while its own region is lost, and goes on when that is back', async () => {
    const { world, recovery, pass } = await startedPromotion();
    await pass(120);
    const end = world.outages.begin({ kind: 'region', name: 'region-lost', region: RECOVERY });
    await pass(3_600);
    expect(recovery.database('erp-replica')?.status).toBe('modifying');

    end();
    await pass(100);

    expect(recovery.access('erp-replica')).toBe('writable');
  });
});
