import { lastOutcome, scene } from './packaged.ts';

const QUARANTINE = 'sg-0000000000000dead';

const WITH_QUARANTINE = `defaults:\n  quarantineSecurityGroup: ${QUARANTINE}\n`;

const SLOW_MS = 3_000;

describe('the cut-off of a failed member, while the balancer is slow', () => {
  it.each([
    ['stops one that serves nobody without waiting for it', 'app-dead', [0, 1_000]],
    [
      'stops one that a group finds healthy once it has left',
      'instance-impaired',
      [SLOW_MS, SLOW_MS + 1_000],
    ],
  ] as const)('%s', async (_, fault, [least, most]) => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.aws.world.faults.add({
      name: 'the balancer is slow',
      operation: 'DeregisterTargets',
      fault: { kind: 'slow', milliseconds: SLOW_MS },
    });

    at.jupiter.ec2.fault(at.pair.primaryId, fault);
    await at.pass(400);

    const sent = (operation: string): number =>
      at.changes().find(({ call }) => call.operation === operation)?.sentAt ?? Number.NaN;
    const apart = sent('StopInstances') - sent('DeregisterTargets');
    expect(apart).toBeGreaterThanOrEqual(least);
    expect(apart).toBeLessThan(most);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });
});

describe('a stop that hangs', () => {
  it('is pressed by force, then without the operating system, and completes', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.primaryId, 'stop-hangs');

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(600);

    const stops = at.changes().filter(({ call }) => call.operation === 'StopInstances');
    const [first] = stops;
    expect(stops.map(({ call }) => call.input)).toEqual([
      expect.objectContaining({ Force: true }),
      expect.objectContaining({ Force: true }),
      expect.objectContaining({ Force: true, SkipOsShutdown: true }),
    ]);
    expect(stops.map(({ at: time }) => Math.round((time - (first?.at ?? 0)) / 1_000))).toEqual([
      0, 60, 120,
    ]);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it('takes a primary that somebody registers meanwhile out of its group again', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    const { primaryId, targetGroupArn } = at.pair;
    at.jupiter.ec2.fault(primaryId, 'stop-hangs');
    at.jupiter.ec2.fault(primaryId, 'app-dead');
    const left = () => at.changes().some(({ call }) => call.operation === 'DeregisterTargets');
    await at.clock.runUntil(left, 300_000);

    await at.asPerson('elasticloadbalancing', 'RegisterTargets', {
      TargetGroupArn: targetGroupArn,
      Targets: [{ Id: primaryId }],
    });
    await at.pass(400);

    const names = at.changes().map(({ call }) => call.operation);
    expect(names.filter((name) => name === 'DeregisterTargets')).toHaveLength(2);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    const ends = (await at.incidents()).flatMap(({ outcome }) => outcome ?? []);
    // By the run that began it: its fence is never given up for a look that begins anew.
    expect(ends.filter(({ name }) => name === 'completed')).toMatchObject([
      { reason: 'target-unhealthy' },
    ]);
    expect(await at.violations()).toEqual([]);
  });

  it('for good isolates the primary and asks; the standby is never started', async () => {
    const at = await scene({ jupiter: { quickAlarms: true }, config: WITH_QUARANTINE });
    at.jupiter.ec2.fault(at.pair.primaryId, 'stop-hangs-for-good');

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(900);

    expect(await lastOutcome(at)).toMatchObject({ name: 'asked', reason: 'fence-unknown' });
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.securityGroupIds).toEqual([QUARANTINE]);
    expect(at.jupiter.ec2.instance(at.pair.backupId)?.state).toBe('stopped');
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(await at.violations()).toEqual([]);
  });

  it('for good ends, and the order accept restores the groups it had', async () => {
    const at = await scene({ jupiter: { quickAlarms: true }, config: WITH_QUARANTINE });
    const groups = at.jupiter.ec2.instance(at.pair.primaryId)?.securityGroupIds;
    at.jupiter.ec2.fault(at.pair.primaryId, 'stop-hangs-for-good');
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(900);
    at.jupiter.ec2.fault(at.pair.primaryId, 'recover');
    await at.pass(300);
    const { state } = await at.record();
    const isolated = at.jupiter.ec2.instance(at.pair.primaryId)?.securityGroupIds;

    await at.invokeRouter({
      service: 'signaling',
      order: {
        kind: 'accept',
        by: 'operator',
        reason: 'the host was repaired',
        expectedActive: state?.active,
        expectedEpoch: state?.epoch,
        id: 'accept-1',
      },
    });
    await at.pass(60);

    expect(state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(isolated).toEqual([QUARANTINE]);
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.securityGroupIds).toEqual(groups);
    expect((await at.record()).state?.members.primary?.suspect).toBeUndefined();
    expect(await at.violations()).toEqual([]);
  });
});
