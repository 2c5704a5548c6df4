import type { SourceFunction } from '@understudy/aws-simulator';
import type { RegionScene } from '@understudy/fault-simulation';

import { regionScene } from './scenes.ts';
import { lastIncident, promoted, successes, tale } from './stories.ts';

const SETTLING_SECONDS = 130;
const RECOVERED_SECONDS = 3_600;
const ASKED_SECONDS = 600;

/** The pods of the old region are gone, and no database of it was written to beside the new one. */
const GUARDED_SECONDS = 900;

const SCENE = { konecta: { prepared: true }, settlingSeconds: SETTLING_SECONDS } as const;

/** When applications were let write to the promoted database; NaN: they were not. */
function deployedAt({ aws }: RegionScene): number {
  const made = aws.world.log.entries.find(
    (entry) => entry.kind === 'effect' && entry.subject.startsWith('workload/eu-west-1/'),
  );
  return made?.at ?? Number.NaN;
}

/** From the loss until applications are deployed, where the region stays lost. */
async function undisturbedSeconds(): Promise<number> {
  const at = await regionScene(SCENE);
  const lostAt = at.clock.now();
  at.losePrimary();
  await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);
  return (deployedAt(at) - lostAt) / 1_000;
}

/** What stops the old region's pods is refused, until it is put right. */
function refusing(isRight: () => boolean): (deployer: SourceFunction) => SourceFunction {
  return (deployer) => (door) => {
    const answer = deployer(door);
    return async (event, context) => {
      const { verb, region } = event as { readonly verb: string; readonly region: string };
      if (isRight() || verb !== 'stop' || region !== 'us-east-1') return answer(event, context);
      return { outcome: 'refused', sentence: 'Not ours to stop.', objects: [], rollouts: [] };
    };
  };
}

describe('a region that comes back between the promotion and the deployment', () => {
  let deploySeconds: number;

  beforeAll(async () => {
    deploySeconds = await undisturbedSeconds();
  });

  /** It returns so long before applications would be deployed. */
  async function returning(at: RegionScene, secondsBefore: number): Promise<void> {
    const back = at.losePrimary();
    await at.pass(deploySeconds - secondsBefore);
    expect(promoted(at)).toBe(1);
    back();
  }

  it.each([40, 12, 5])(
    'by %s s is fenced before anything of ours writes to the new database',
    async (secondsBefore) => {
      const at = await regionScene(SCENE);
      await returning(at, secondsBefore);
      await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);
      const { id } = await lastIncident(at);
      await at.pass(GUARDED_SECONDS);

      expect(successes(at)).toBe(1);
      expect(at.konecta.probe.report().splitBrainMilliseconds).toBe(0);
      // Seen by the look that is made for it; what came back earlier is fenced by then already.
      if (secondsBefore === 12) expect(await tale(at, id)).toContain('is back, and may be written');
    },
  );

  it('and cannot be fenced is asked about, and left to itself goes on when it can', async () => {
    let isRight = false;
    const at = await regionScene({ ...SCENE, around: { deployer: refusing(() => isRight) } });
    const putRight = at.aws.world.faults.add({
      name: 'groups are not ours',
      service: 'rds',
      operation: 'ModifyDBInstance',
      fault: { kind: 'error', code: 'InternalFailure', status: 500, when: 'before' },
    });
    await returning(at, 40);
    await at.pass(ASKED_SECONDS);
    const { outcome } = await lastIncident(at);
    const before = deployedAt(at);
    putRight();
    isRight = true;
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(outcome).toMatchObject({ name: 'asked', reason: 'old-region-answers' });
    expect(outcome?.sentence).toContain('Two databases would be written');
    expect(before).toBeNaN();
    expect(successes(at)).toBe(1);
    expect(at.konecta.probe.report().splitBrainMilliseconds).toBe(0);
  });
});
