import { lastIncident, phases, promotions, recoveries, successes } from './stories.ts';
import { regionScene } from './scenes.ts';

const WORKLOAD = {
  clusterName: 'konecta-erp-dev-dr',
  namespace: 'konecta-erp',
  name: 'konecta-erp',
};

describe('a deployment that fails', () => {
  it('says what is left and what to do, and goes on from there without repeating what is done', async () => {
    const at = await regionScene({ konecta: { prepared: true } });
    const { workloads } = at.regions.recovery.eks;
    const origin = { cause: { kind: 'fault', name: 'image' } } as const;
    at.losePrimary();
    await at.passUntil(() => workloads.find(WORKLOAD) !== undefined, 3_600);
    workloads.fail(WORKLOAD, 'ImagePullBackOff: no such image', origin);
    await at.passUntil(() => recoveries(at)[0]?.journal.status === 'FAILED', 900);

    const { outcome } = await lastIncident(at);
    expect(outcome?.sentence).toMatch(/ImagePullBackOff.*Done: .*database.* Left: .*traffic/);
    expect(recoveries(at)[0]?.journal.error?.ErrorType).toBe('RecoveryStepFailed');
    expect(await phases(at)).toMatchObject({ database: 'done', applications: 'failed' });

    workloads.fail(WORKLOAD, undefined, origin);
    await at.passUntil(() => successes(at) > 0, 1_800);

    expect(successes(at)).toBe(1);
    expect(promotions(at)).toBe(1);
    expect(await at.incidents()).toHaveLength(1);
  });
});
