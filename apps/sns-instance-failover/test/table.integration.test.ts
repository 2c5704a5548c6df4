import type { Scene } from '@understudy/fault-simulation';

import { setAlarm, toldOf } from './messages.ts';
import { lastOutcome, scene } from './packaged.ts';

/** The table answers nothing, until the returned function is called. */
function breakTable(at: Scene): () => void {
  return at.aws.world.faults.add({
    name: 'table down',
    service: 'dynamodb',
    matches: ({ cause }) => cause.kind === 'invocation',
    fault: { kind: 'error', code: 'InternalServerError', status: 500, when: 'before' },
  });
}

/** As if the service's own records had never been written; its arming stays. */
async function forgetState(at: Scene): Promise<void> {
  for (const sk of ['state', 'lease']) {
    await at.during(
      at.aws.world.call({
        service: 'dynamodb',
        operation: 'DeleteItem',
        input: {
          TableName: at.tableName,
          Key: { pk: { S: `service#${at.pair.name}` }, sk: { S: sk } },
        },
        region: at.region.name,
        principal: { kind: 'user', name: 'operator' },
        cause: { kind: 'person', name: 'operator' },
        signedAtMilliseconds: at.clock.now(),
      }),
    );
  }
}

function registrar(at: Scene): (operation: string, id: string) => Promise<unknown> {
  return (operation, id) =>
    at.asPerson('elasticloadbalancing', operation, {
      TargetGroupArn: at.pair.targetGroupArn,
      Targets: [{ Id: id }],
    });
}

describe('a table that cannot be read', () => {
  it('withholds every action, and a person is told the command that needs no table', async () => {
    const at = await scene();
    const before = at.clock.now();
    breakTable(at);

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await setAlarm(at, at.pair.alarmNames[0], 'ALARM');
    await at.pass(240);

    const ends = at.region.lambda.executions
      .all()
      .filter(({ journal }) => journal.startedAtMilliseconds >= before)
      .map(({ journal }) => JSON.parse(journal.result ?? '{}') as Record<string, unknown>);
    expect(ends.length).toBeGreaterThanOrEqual(1);
    expect(ends[0]).toMatchObject({ outcome: { name: 'failed', reason: 'StoreUnavailable' } });
    expect(toldOf(at)[0]).toMatchObject({
      outcome: 'failed',
      next: 'understudy run signaling --local --without-store --reason "…"',
    });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('is made up for by the first look after it answers again', async () => {
    const at = await scene();
    const repair = breakTable(at);
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(200);

    repair();
    await at.pass(360);

    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it('in the middle of a failover delays it, and loses nothing', async () => {
    const at = await scene();
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(25);
    const repair = breakTable(at);
    await at.pass(60);

    repair();
    await at.pass(600);

    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
    expect(await at.violations()).toEqual([]);
  });
});

describe('a table that knows nothing', () => {
  it('has its state derived from a world that says who is in charge', async () => {
    const at = await scene();
    const before = at.clock.now();

    await forgetState(at);
    await at.pass(130);

    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('is a reason to ask when both members are registered', async () => {
    const at = await scene();
    await forgetState(at);
    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    await registrar(at)('RegisterTargets', at.pair.backupId);
    const before = at.clock.now();

    await at.pass(240);

    expect(await lastOutcome(at)).toMatchObject({ name: 'asked', reason: 'state-unknown' });
    expect((await at.record()).state?.active).toBeUndefined();
    expect(at.changes(before)).toEqual([]);
  });
});

describe('a table that the world contradicts', () => {
  it('is made to agree with a world that is unambiguous, even while the service is paused', async () => {
    const at = await scene();
    await at.during(at.store.setArming('service#signaling', paused(at)));
    await at.asPerson('ec2', 'StopInstances', { InstanceIds: [at.pair.primaryId] });
    await registrar(at)('DeregisterTargets', at.pair.primaryId);
    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    await registrar(at)('RegisterTargets', at.pair.backupId);
    const before = at.clock.now();
    await at.pass(300);

    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect((await at.incidents()).map(({ outcome }) => outcome)).toContainEqual(
      expect.objectContaining({ name: 'completed', reason: 'state-differs' }),
    );
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('is a reason to ask when both members run, and the other one is registered', async () => {
    const at = await scene();
    await at.during(at.store.setArming('service#signaling', paused(at)));
    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    await at.pass(120);
    await registrar(at)('DeregisterTargets', at.pair.primaryId);
    await registrar(at)('RegisterTargets', at.pair.backupId);
    const before = at.clock.now();

    await at.during(at.arm('moved by hand'));
    await at.pass(240);

    expect(await lastOutcome(at)).toMatchObject({ name: 'asked', reason: 'state-contradicted' });
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(at.changes(before)).toEqual([]);
  });
});

function paused(at: Scene): Parameters<Scene['store']['setArming']>[1] {
  return { mode: 'paused', reason: 'by hand', by: 'operator', atMilliseconds: at.clock.now() };
}
