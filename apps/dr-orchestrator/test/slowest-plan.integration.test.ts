import type { SourceFunction } from '@understudy/aws-simulator';
import type { DeploymentRequest, TerraformRequest } from '@understudy/recovery-messages';
import type { RegionSceneOptions } from '@understudy/fault-simulation';

import { deployerSays, terraformSays } from './called-functions.ts';
import { regionScene } from './scenes.ts';
import { promoted, recoveries } from './stories.ts';

/** The design's own target; the durable service's limit is 3,000 (field notes, section 3). */
const OPERATIONS_MAX = 1_000;

/** All of it, one after the other. */
const SECONDS_MAX = 8 * 3_600;

/** A wait of three hours for the point of no return, or for a person (packages/workflow, long-polls). */
const LONGEST_WAIT_OPERATIONS = 180;

/** Another run's lock is waited for, then calls are interrupted. How long one takes costs nothing. */
const LOCKED_CALLS = 32;
const INTERRUPTED_CALLS = 11;
const RUNNER_SECONDS = 60;

/** As long as the plan still waits: 30 minutes for a backup, 3 × 760 s for a promotion. */
const BACKUP_MS = 1_700_000;
const PROMOTION_MS = 2_200_000;

const rdsTimings: NonNullable<RegionSceneOptions['rdsTimings']> = {
  promotionHidden: () => 60_000,
  promotion: () => PROMOTION_MS,
  promotionReboot: () => 90_000,
  reboot: () => 45_000,
  failover: () => 90_000,
  modification: () => 45_000,
  snapshot: () => 300_000,
  replicaCreation: () => 900_000,
  starting: () => 300_000,
  stopping: () => 240_000,
  backup: () => BACKUP_MS,
  replicationLag: () => 600,
};

/** The runner at its slowest, as a function: the cluster stands, so that no task is asked for. */
function slowRunner(calls: { made: number }): (model: SourceFunction) => SourceFunction {
  return (model) => (door) => {
    const answer = model(door);
    return async (event, context) => {
      if ((event as TerraformRequest).verb !== 'apply') return answer(event, context);
      calls.made++;
      if (calls.made <= LOCKED_CALLS) {
        return terraformSays({ outcome: 'locked', sentence: 'Another run has the lock.' });
      }
      if (calls.made <= LOCKED_CALLS + INTERRUPTED_CALLS) {
        await door.clock.sleep(RUNNER_SECONDS * 1_000);
        return terraformSays({ outcome: 'interrupted', sentence: 'Not done yet.' });
      }
      return answer(event, context);
    };
  };
}

/** No rollout ever becomes ready. */
const slowRollouts = (model: SourceFunction): SourceFunction => {
  return (door) => {
    const answer = model(door);
    return async (event, context) =>
      (event as DeploymentRequest).verb === 'status'
        ? deployerSays({ outcome: 'progressing', sentence: 'konecta-erp 0/3 ready.' })
        : answer(event, context);
  };
};

describe('the slowest run of the plan', () => {
  // Two hours of three regions.
  jest.setTimeout(240_000);

  it('that comes to the end of each of its waits stays within its operations', async () => {
    const calls = { made: 0 };
    const at = await regionScene({
      konecta: { prepared: 'pilot-light' },
      settlingSeconds: 130,
      rdsTimings,
      around: { runner: slowRunner(calls), deployer: slowRollouts },
    });
    at.losePrimary();
    at.regions.recovery.rds.fault(at.konecta.replicaId, 'backup');
    const first = () => recoveries(at)[0]?.journal;
    await at.passUntil(() => first()?.status === 'FAILED', SECONDS_MAX);

    expect(calls.made).toBe(LOCKED_CALLS + INTERRUPTED_CALLS + 1);
    expect(promoted(at)).toBe(1);
    expect(first()?.error?.ErrorMessage).toContain('applications: konecta-erp 0/3 ready');
    const operations = first()?.operations.size ?? Number.NaN;
    expect(operations + LONGEST_WAIT_OPERATIONS).toBeLessThan(OPERATIONS_MAX);
  });
});
