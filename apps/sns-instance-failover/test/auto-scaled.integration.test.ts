import { lastOutcome, outcomeOf, scene } from './packaged.ts';

const AUTO_SCALED = 'services:\n  signaling:\n    autoScaled: true\n';

describe('an auto-scaled service', () => {
  it('is left to its group, and watched until the group has replaced the instance', async () => {
    const at = await scene({ jupiter: { quickAlarms: true }, config: AUTO_SCALED });
    const since = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'terminate');
    await at.pass(180);
    const watching = await at.record();
    const meanwhile = await lastOutcome(at);
    const replacement = at.jupiter.ec2.launch({
      name: 'signaling-primary',
      tags: { 'understudy:managed': 'true' },
    });
    at.region.elbv2.establish(at.pair.targetGroupName, replacement);
    await at.pass(180);

    expect(meanwhile).toMatchObject({ name: 'nothing-to-do', reason: 'replaced-by-its-group' });
    expect(watching.openIncident).toBeDefined();
    expect((await at.record()).openIncident).toBeUndefined();
    expect(await outcomeOf(at, 'nothing-to-do')).toMatchObject({ reason: 'replaced-by-its-group' });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});
