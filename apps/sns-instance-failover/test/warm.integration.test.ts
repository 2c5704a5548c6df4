import { outcomeOf, scene } from './packaged.ts';

const WARM = 'services:\n  signaling:\n    policy: warm\n';

function warmScene() {
  return scene({ jupiter: { quickAlarms: true, warm: ['signaling'] }, config: WARM });
}

describe('a service of policy warm', () => {
  it('is served by its standby before the old side leaves, and never goes down', async () => {
    const at = await warmScene();
    const since = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'instance-impaired');
    await at.pass(900);

    expect(at.changes(since).map(({ call }) => call.operation)).toEqual([
      'StartInstances',
      'RegisterTargets',
      'DeregisterTargets',
    ]);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(at.probe.report(at.pair.targetGroupName).downtimeMilliseconds).toBe(0);
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.state).toBe('running');
    expect(await at.violations()).toEqual([]);
  });

  it('lets the old side leave also when the run died before it could', async () => {
    const at = await warmScene();
    const since = at.clock.now();
    let died: number | undefined;
    at.aws.onApiCall(({ operation, cause }) => {
      const arn = cause.kind === 'invocation' ? cause.executionArn : undefined;
      if (died !== undefined || arn === undefined || operation !== 'DeregisterTargets')
        return 'continue';
      died = at.clock.now();
      at.region.lambda.executions.stop(arn);
      return 'crash-before';
    });

    at.jupiter.ec2.fault(at.pair.primaryId, 'instance-impaired');
    await at.clock.runUntil(() => died !== undefined, 900_000);
    const both = at.region.elbv2.routable(at.pair.targetGroupName);
    await at.pass(900);

    expect(both).toContain(at.pair.backupId);
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect((await at.record()).lease.owner).toBeUndefined();
    expect(at.probe.report(at.pair.targetGroupName).downtimeMilliseconds).toBe(0);
    const operations = at.changes(since).filter(({ effective }) => effective);
    expect(operations.map(({ call }) => call.operation)).toEqual([
      'StartInstances',
      'RegisterTargets',
      'DeregisterTargets',
    ]);
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.state).toBe('running');
    expect(await at.violations()).toEqual([]);
  });

  it('takes a suspect that is registered again out of the groups, and does not stop it', async () => {
    const at = await warmScene();
    at.jupiter.ec2.fault(at.pair.primaryId, 'instance-impaired');
    await at.pass(1_200);
    const since = at.clock.now();

    await at.asPerson('elasticloadbalancing', 'RegisterTargets', {
      TargetGroupArn: at.pair.targetGroupArn,
      Targets: [{ Id: at.pair.primaryId }],
    });
    await at.pass(120);

    expect(at.changes(since).map(({ call }) => call.operation)).toEqual(['DeregisterTargets']);
    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'fence-intruder' });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.state).toBe('running');
    expect(await at.violations()).toEqual([]);
  });

  it('lets a second member run that nobody suspects', async () => {
    const at = await warmScene();
    const since = at.clock.now();

    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    await at.pass(180);

    expect(at.changes(since)).toEqual([]);
    expect(at.jupiter.ec2.instance(at.pair.backupId)?.state).toBe('running');
    expect(await at.violations()).toEqual([]);
  });

  it('keeps its old side when the standby cannot be started', async () => {
    const at = await warmScene();
    at.jupiter.ec2.fault(at.pair.backupId, 'start-refused');
    const since = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'instance-impaired');
    await at.pass(600);

    const operations = new Set(at.changes(since).map(({ call }) => call.operation));
    expect([...operations]).toEqual(['StartInstances']);
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(at.probe.report(at.pair.targetGroupName).downtimeMilliseconds).toBe(0);
    expect(await at.violations()).toEqual([]);
  });
});
