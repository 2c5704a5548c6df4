import { toldOf } from './messages.ts';
import { scene } from './packaged.ts';

describe('a failed primary', () => {
  it.each([
    ['is stopped', 'crash', 'instance-stopped'],
    ['is terminated', 'terminate', 'instance-terminated'],
    ['fails its instance status check', 'hang', 'instance-impaired'],
    ['loses its host', 'system-impaired', 'instance-impaired'],
    ['runs without its application', 'app-dead', 'target-unhealthy'],
    ['answers with errors', 'app-error', 'target-unhealthy'],
  ] as const)('that %s is replaced by its backup, once', async (_what, fault, reason) => {
    const at = await scene({ jupiter: { quickAlarms: true } });

    at.jupiter.ec2.fault(at.pair.primaryId, fault);
    await at.pass(900);

    const { state, lease } = await at.record();
    const failover = (await at.incidents()).find(({ outcome }) => outcome?.name === 'completed');
    expect(failover?.outcome).toMatchObject({ name: 'completed', reason });
    expect(toldOf(at)).toMatchObject([{ outcome: 'completed', reason, service: 'signaling' }]);
    expect(state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(lease.owner).toBeUndefined();
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.backupId]);
    expect(await at.violations()).toEqual([]);
  });
});
