import { outcomeOf, scene } from './packaged.ts';

/** What may pass until an intruder is fenced (design, section 4). */
const TWO_MINUTES_SECONDS = 120;

async function failedOver() {
  const at = await scene({ jupiter: { quickAlarms: true } });
  at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
  await at.pass(1_800);
  return at;
}

describe('the old primary that comes back', () => {
  it('by itself is fenced within two minutes', async () => {
    const at = await failedOver();

    at.jupiter.ec2.fault(at.pair.primaryId, 'comes-back');
    await at.pass(TWO_MINUTES_SECONDS);

    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'fence-intruder' });
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.state).toBe('stopped');
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it('by hand is fenced within two minutes', async () => {
    const at = await failedOver();

    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.primaryId] });
    await at.pass(TWO_MINUTES_SECONDS);

    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'fence-intruder' });
    expect(at.jupiter.ec2.instance(at.pair.primaryId)?.state).toBe('stopped');
    expect(await at.violations()).toEqual([]);
  });

  it('under a new id is fenced within two minutes', async () => {
    const at = await failedOver();

    await at.asPerson('ec2', 'TerminateInstances', { InstanceIds: [at.pair.primaryId] });
    const rebuilt = at.jupiter.ec2.launch({
      name: 'signaling-primary',
      tags: { 'understudy:managed': 'true' },
    });
    await at.pass(TWO_MINUTES_SECONDS);

    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'fence-intruder' });
    expect(at.jupiter.ec2.instance(rebuilt)?.state).toBe('stopped');
    expect(await at.violations()).toEqual([]);
  });

  it("re-registered by somebody's Terraform leaves the groups within two minutes", async () => {
    const at = await failedOver();

    await at.asPerson('elasticloadbalancing', 'RegisterTargets', {
      TargetGroupArn: at.pair.targetGroupArn,
      Targets: [{ Id: at.pair.primaryId }],
    });
    await at.pass(TWO_MINUTES_SECONDS);

    expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'fence-intruder' });
    expect(Object.keys(at.region.elbv2.targetsOf(at.pair.targetGroupName))).toEqual([
      at.pair.backupId,
    ]);
    expect(at.probe.report(at.pair.targetGroupName).stretches.at(-1)?.service).toBe('served');
    expect(await at.violations()).toEqual([]);
  });
});
