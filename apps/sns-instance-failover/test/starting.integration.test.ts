import { toldOf } from './messages.ts';
import { lastOutcome, outcomeOf, scene } from './packaged.ts';

describe('a standby whose start is refused for capacity', () => {
  it('is started at the fourth try', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.backupId, 'start-refused', { times: 3 });

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(400);

    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
    expect(await at.violations()).toEqual([]);
  });

  it('for good is given up: the old side is put back, and the incident ends', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.backupId, 'start-refused');

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(900);

    const { state, openIncident, lease } = await at.record();
    expect(await outcomeOf(at, 'put-back')).toMatchObject({ reason: 'standby-capacity' });
    expect(toldOf(at)).toContainEqual(
      expect.objectContaining({
        outcome: 'put-back',
        reason: 'standby-capacity',
        next: 'understudy readiness signaling',
      }),
    );
    expect(state).toMatchObject({ active: 'primary', epoch: 1 });
    expect({ openIncident, owner: lease.owner }).toEqual({});
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(await at.violations()).toEqual([]);
  });

  it('for good, with a primary that is gone, needs an operator', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.backupId, 'start-refused');

    at.jupiter.ec2.fault(at.pair.primaryId, 'terminate');
    await at.pass(600);

    expect(await lastOutcome(at)).toMatchObject({
      name: 'needs-operator',
      reason: 'standby-capacity',
    });
    expect(toldOf(at).map(({ outcome, next }) => `${outcome}, ${next}`)).toEqual([
      'needs-operator, repair one side, then: understudy run signaling --reason "…"',
    ]);
    expect(await at.violations()).toEqual([]);
  });

  it('put back does not fail over again while the primary stays sick, until the cool-down ends', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.backupId, 'start-refused');
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(360);
    const putBack = await outcomeOf(at, 'put-back');
    const since = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(240);

    expect(putBack).toMatchObject({ reason: 'standby-capacity' });
    expect(await lastOutcome(at)).toMatchObject({ name: 'held', reason: 'cool-down' });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});

describe('a standby that starts and falls back to stopped', () => {
  it('puts the old side back, and the reason names the grant', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.backupId, 'start-falls-back');

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(900);

    const outcome = await outcomeOf(at, 'put-back');
    expect(outcome).toMatchObject({ reason: 'standby-fell-back' });
    expect(outcome?.sentence).toContain('kms:CreateGrant');
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(await at.violations()).toEqual([]);
  });

  it('needs an operator when the primary is gone, and the reason names the grant', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.jupiter.ec2.fault(at.pair.backupId, 'start-falls-back');

    at.jupiter.ec2.fault(at.pair.primaryId, 'terminate');
    await at.pass(600);

    const outcome = await lastOutcome(at);
    expect(outcome).toMatchObject({ name: 'needs-operator', reason: 'standby-fell-back' });
    expect(outcome?.sentence).toContain('kms:CreateGrant');
    expect(await at.violations()).toEqual([]);
  });
});
