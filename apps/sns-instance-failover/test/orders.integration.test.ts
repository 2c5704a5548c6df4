import type { Scene } from '@understudy/fault-simulation';

import { order, outcomeOf, scene, sourceScene } from './packaged.ts';

describe('a switchover', () => {
  it('drains, moves the service, and is never taken for an intruder by a sweep', async () => {
    const at = await scene();
    const since = at.clock.now();

    await order(at, 'switchover');
    await at.pass(300);

    const changes = at.changes(since).map(({ at: time, call }) => [call.operation, time] as const);
    const operations = changes.map(([operation]) => operation);
    const [deregistered, stopped] = changes.map(([, time]) => time);
    expect(operations).toEqual([
      'DeregisterTargets',
      'StopInstances',
      'StartInstances',
      'RegisterTargets',
    ]);
    expect(((stopped ?? 0) - (deregistered ?? 0)) / 1_000).toBe(30);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'ordered-switchover' });
    expect((await at.record()).state?.members.primary?.suspect).toBeUndefined();
    expect(await at.violations()).toEqual([]);
  });

  it('and a failback bring the service home, drained, at the next epoch each', async () => {
    const at = await scene();

    await order(at, 'switchover');
    await at.pass(300);
    const since = at.clock.now();
    await order(at, 'failback');
    await at.pass(300);

    const changes = at.changes(since).map(({ at: time, call }) => [call.operation, time] as const);
    const [deregistered, stopped] = changes.map(([, time]) => time);
    // These four and no more: neither side was taken for an intruder.
    expect(changes.map(([operation]) => operation)).toEqual([
      'DeregisterTargets',
      'StopInstances',
      'StartInstances',
      'RegisterTargets',
    ]);
    expect(((stopped ?? 0) - (deregistered ?? 0)) / 1_000).toBe(30);
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 3 });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(at.jupiter.ec2.instance(at.pair.backupId)?.state).toBe('stopped');
    expect(await at.violations()).toEqual([]);
  });

  it('whose stop is refused registers again what it took out, and says who may act', async () => {
    const at = await scene();
    at.aws.world.faults.add({
      name: 'stop is not allowed',
      operation: 'StopInstances',
      fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403, when: 'before' },
    });

    await order(at, 'switchover');
    await at.pass(120);

    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(await outcomeOf(at, 'needs-operator')).toMatchObject({ reason: 'Forbidden' });
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(await at.violations()).toEqual([]);
  });

  it('of a service that is not healthy is refused', async () => {
    const at = await scene();
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(25);
    const since = at.clock.now();

    await order(at, 'switchover');
    await at.pass(20);

    expect(await outcomeOf(at, 'refused')).toMatchObject({ reason: 'not-healthy' });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});

describe('an order', () => {
  it('that is repeated is refused with the present state', async () => {
    const at = await scene();
    const { state } = await at.record();
    const said = { expectedActive: state?.active, expectedEpoch: state?.epoch };
    await order(at, 'switchover', { ...said, id: 'first' });
    await at.pass(300);
    const since = at.clock.now();

    await order(at, 'switchover', { ...said, id: 'second' });
    await at.pass(60);

    const refused = await outcomeOf(at, 'refused');
    expect(refused).toMatchObject({ reason: 'order-out-of-date' });
    expect(refused?.sentence).toContain('backup is in charge at epoch 2');
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('repeated while the first is carried out does not move the service twice', async () => {
    const at = await scene();
    await order(at, 'switchover', { id: 'first' });
    await at.pass(5);

    await order(at, 'switchover', { id: 'second' });
    await at.pass(600);

    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'ordered-switchover' });
    expect(await at.violations()).toEqual([]);
  });

  it('to run a healthy service is refused without force', async () => {
    const at = await scene();
    const since = at.clock.now();

    await order(at, 'run');
    await at.pass(30);

    expect(await outcomeOf(at, 'refused')).toMatchObject({ reason: 'active-healthy' });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('to run a healthy service by force moves it', async () => {
    const at = await scene();

    await order(at, 'run', { force: true });
    await at.pass(300);

    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'ordered-run' });
    expect(await at.violations()).toEqual([]);
  });

  it.each([
    ['the order', 'the alarm', true],
    ['the alarm', 'the order', false],
  ])(
    'at the same moment as an alarm: %s has it, %s joins, and it moves once',
    async (_o, _j, first) => {
      const at = await sourceScene();
      at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
      await at.pass(40);
      const since = at.clock.now();
      const alarm = async (): Promise<void> => {
        await at.asPerson('monitoring', 'SetAlarmState', {
          AlarmName: at.pair.alarmNames[0],
          StateValue: 'ALARM',
          StateReason: 'the application is dead',
        });
      };

      const moments = [(): Promise<void> => order(at, 'run'), alarm];
      for (const moment of first ? moments : moments.toReversed()) {
        await moment();
        await at.pass(0.5);
      }
      const { openIncident } = await at.record();
      const owner = (await at.record()).lease.owner;
      await at.pass(600);

      const [incident] = (await at.incidents()).filter(
        ({ openedAtMilliseconds }) => openedAtMilliseconds >= since,
      );
      expect(incident?.trigger).toMatch(first ? /ordered run/ : /^alarm/);
      expect(incident?.executions.length).toBe(1);
      expect(openIncident?.id).toBe(incident?.id);
      expect(owner).toMatchObject({ executionArn: incident?.executions[0] });
      expect(resultsWithin(at, since)).toEqual(['completed', 'joined']);
      expect(incident?.outcome).toMatchObject({ name: 'completed', reason: 'ordered-run' });
      const { state } = await at.record();
      expect(state).toMatchObject({ active: 'backup', epoch: 2 });
      expect((await at.record()).openIncident).toBeUndefined();
      expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
      expect(await at.violations()).toEqual([]);
    },
  );

  it('pre-empts a run that waits: its owner adopts it at the next look', async () => {
    const config = 'defaults:\n  confirmWindow:\n    looks: 6\n    everySeconds: 30\n';
    const at = await scene({ jupiter: { quickAlarms: true }, config });
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(70);
    const { openIncident } = await at.record();

    await order(at, 'run');
    await at.pass(60);

    const stopped = at.changes().filter(({ call }) => call.operation === 'StopInstances');
    expect(openIncident).toBeDefined();
    expect(stopped).toHaveLength(1);
    await at.pass(300);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'ordered-run' });
    expect(await at.violations()).toEqual([]);
  });

  it('given while a look that finds nothing holds the lease is carried out by that look', async () => {
    const at = await sourceScene();
    at.aws.world.faults.add({
      name: 'looks are slow',
      operation: 'DescribeTargetGroups',
      fault: { kind: 'slow', milliseconds: 3_000 },
      times: 2,
    });
    const since = at.clock.now();

    await at.invokeRouter({ service: at.pair.name });
    await at.pass(1);
    const looking = (await at.record()).lease.owner;
    await order(at, 'run', { force: true });
    await at.pass(300);

    expect(looking).toBeDefined();
    expect(resultsWithin(at, since)).toEqual(['completed', 'joined']);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'ordered-run' });
    expect(await at.violations()).toEqual([]);
  });

  it('to accept a suspect makes it a standby again', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(1_200);
    const before = (await at.record()).state?.members.primary;

    await order(at, 'accept');
    await at.pass(30);

    expect(before?.suspect).toMatchObject({ reason: 'target-unhealthy' });
    expect((await at.record()).state?.members.primary?.suspect).toBeUndefined();
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });
});

/** The alarm's and the order's executions begin within this. */
const MOMENT_MS = 5_000;

/** How the executions ended that were started in this moment, sorted. */
function resultsWithin(at: Scene, milliseconds: number): readonly string[] {
  return at.region.lambda.executions
    .all()
    .filter(({ journal: { startedAtMilliseconds: started } }) => started >= milliseconds)
    .filter(({ journal: { startedAtMilliseconds: started } }) => started < milliseconds + MOMENT_MS)
    .map(({ journal }) => {
      const { outcome } = JSON.parse(journal.result ?? '{}') as { outcome?: { name: string } };
      return outcome?.name ?? journal.status;
    })
    .toSorted();
}
