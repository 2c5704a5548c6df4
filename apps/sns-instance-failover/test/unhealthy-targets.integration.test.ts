import type { Scene } from '@understudy/fault-simulation';

import { lastOutcome, scene } from './packaged.ts';

/** From the first look of the failover's incident to its first change, in seconds. */
async function lookToFenceSeconds(at: Scene): Promise<number> {
  const incident = (await at.incidents()).find(({ outcome }) => outcome?.name === 'completed');
  const timeline = await at.timeline(incident?.id ?? '');
  const look = timeline.find(({ step }) => step === 'look-1');
  const [fence] = at.changes(look?.atMilliseconds);
  return ((fence?.at ?? NaN) - (look?.atMilliseconds ?? NaN)) / 1_000;
}

async function emptyControlGroup(at: Scene): Promise<void> {
  const group = at.region.elbv2.targetGroup(at.jupiter.control.targetGroupName);
  await at.asPerson('elasticloadbalancing', 'DeregisterTargets', {
    TargetGroupArn: group?.arn,
    Targets: [{ Id: at.jupiter.control.instanceId }],
  });
  // Drained, and gone from the group.
  await at.pass(400);
}

describe('an application that is dead on an instance that is fine', () => {
  it('fails over after the window of two looks, when a control behind the balancer is fine', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(600);

    expect(await at.record()).toMatchObject({ state: { active: 'backup', epoch: 2 } });
    expect(await lookToFenceSeconds(at)).toBe(10);
    expect(await at.violations()).toEqual([]);
  });

  it('fails over after twice the window, when nobody else is behind the balancer', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    await emptyControlGroup(at);

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(600);

    expect(await at.record()).toMatchObject({ state: { active: 'backup', epoch: 2 } });
    expect(await lookToFenceSeconds(at)).toBe(30);
    expect(await at.violations()).toEqual([]);
  });

  it('is a reason to ask, and to change nothing, when all targets behind the balancer fail', async () => {
    const services = ['signaling', 'media', 'chat'];
    const at = await scene({ jupiter: { quickAlarms: true, services } });
    const before = at.clock.now();

    for (const { primaryId } of Object.values(at.jupiter.services)) {
      at.jupiter.ec2.fault(primaryId, 'app-dead');
    }
    at.jupiter.ec2.fault(at.jupiter.control.instanceId, 'app-dead');
    await at.pass(600);

    for (const service of services) {
      expect(await lastOutcome(at, service)).toMatchObject({
        name: 'asked',
        reason: 'shared-cause',
      });
      const { state, lease } = await at.record(service);
      expect(state).toMatchObject({ active: 'primary', epoch: 1 });
      // Nobody waits for a person with the lease in hand.
      expect(lease.owner).toBeUndefined();
    }
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});
