import { toldOf } from './messages.ts';
import { lastOutcome, scene } from './packaged.ts';

/** Longer than the cool-down: what fails now is no echo of the change. */
const HOUR_SECONDS = 3_600;

describe('a standby that cannot take over', () => {
  it('that is missing leaves a failing primary untouched, and a person is asked', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    await at.asPerson('ec2', 'TerminateInstances', { InstanceIds: [at.pair.backupId] });
    const since = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(300);

    expect(await lastOutcome(at)).toMatchObject({ name: 'asked', reason: 'standby-not-viable' });
    expect((await lastOutcome(at))?.sentence).toContain('no instance named signaling-backup');
    // Once, though it is looked at every minute.
    expect(toldOf(at)).toMatchObject([{ outcome: 'asked', reason: 'standby-not-viable' }]);
    expect(at.changes(since)).toEqual([]);
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.state).toBe('running');
    expect(await at.violations()).toEqual([]);
  });

  it('that stands in another network leaves a failing primary untouched', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    await at.asPerson('ec2', 'TerminateInstances', { InstanceIds: [at.pair.backupId] });
    at.jupiter.ec2.launch({
      name: 'signaling-backup',
      state: 'stopped',
      vpcId: 'vpc-0123456789abcdef9',
      tags: { 'understudy:managed': 'true' },
    });
    const since = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(300);

    expect(await lastOutcome(at)).toMatchObject({ name: 'asked', reason: 'standby-not-viable' });
    expect((await lastOutcome(at))?.sentence).toContain('is in vpc-0123456789abcdef9');
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('that is suspect is used only once nothing serves', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(HOUR_SECONDS);
    const afterwards = at.clock.now();

    at.jupiter.ec2.fault(at.pair.backupId, 'app-dead');
    await at.pass(300);
    const asked = await lastOutcome(at);
    const touched = at.changes(afterwards);
    at.jupiter.ec2.fault(at.pair.backupId, 'crash');
    await at.pass(300);

    expect(asked).toMatchObject({ name: 'asked', reason: 'standby-suspect' });
    expect(touched).toEqual([]);
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 3 });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(await at.violations()).toEqual([]);
  });
});

describe('a standby that somebody started by hand', () => {
  it('is fenced as an intruder while the side in charge is healthy', async () => {
    const at = await scene();

    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    await at.pass(120);

    expect(await lastOutcome(at)).toMatchObject({ name: 'completed', reason: 'fence-intruder' });
    expect(at.jupiter.ec2.instance(at.pair.backupId)?.state).toBe('stopped');
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(at.probe.report(at.pair.targetGroupName).downtimeMilliseconds).toBe(0);
    expect(await at.violations()).toEqual([]);
  });

  it('is taken as the new side after the fence when the primary has failed', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });

    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(300);

    const started = at.changes().filter(({ call }) => call.operation === 'StartInstances');
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
    expect(started).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('and registered leaves the groups again: never both are registered for long', async () => {
    const at = await scene();

    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    await at.asPerson('elasticloadbalancing', 'RegisterTargets', {
      TargetGroupArn: at.pair.targetGroupArn,
      Targets: [{ Id: at.pair.backupId }],
    });
    await at.pass(120);

    expect(await lastOutcome(at)).toMatchObject({ name: 'completed', reason: 'fence-intruder' });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(await at.violations()).toEqual([]);
  });
});
