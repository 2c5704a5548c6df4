import type { Cause } from '@understudy/aws-simulator';

import { createRegionScene, type RegionScene } from './region-scene.ts';

const OURS: Cause = { kind: 'invocation', functionName: 'understudy-dev-dr-orchestrator', id: 'i' };

/** Nobody is deployed: what happens is what the test does. */
function emptyScene(): Promise<RegionScene> {
  return createRegionScene({ packages: {}, settlingSeconds: 120 });
}

async function promoteAsOurs({ aws, clock, konecta, regions, during }: RegionScene): Promise<void> {
  const sent = aws.world.call({
    service: 'rds',
    operation: 'PromoteReadReplica',
    input: { DBInstanceIdentifier: konecta.replicaId },
    region: regions.recovery.name,
    principal: { kind: 'user', name: 'function' },
    cause: OURS,
    signedAtMilliseconds: clock.now(),
  });
  await during(sent);
}

describe('the judge of a region scene', () => {
  it('names what was violated, and goes on naming it', async () => {
    const at = await emptyScene();
    expect(at.violations()).toEqual([]);

    await promoteAsOurs(at);

    expect(at.violations()).toEqual([expect.stringContaining('promote-needs-loss')]);
    await at.pass(60);
    expect(at.violations()).toHaveLength(1);
  });

  it.each([
    ['a forced order with a reason', { force: true, reason: 'a drill' }, 0],
    ['a forced order without a reason', { force: true, reason: ' ' }, 1],
    ['an order without force', { force: false, reason: 'a drill' }, 1],
  ])('leaves to a person what came of their own word: %s', async (_what, said, violations) => {
    const at = await emptyScene();
    const Payload = new TextEncoder().encode(JSON.stringify({ order: { kind: 'run', ...said } }));
    await at
      .asPerson('lambda', 'Invoke', { FunctionName: 'konecta-erp-dr-failover', Payload })
      .catch(() => undefined);

    await promoteAsOurs(at);

    expect(at.violations()).toHaveLength(violations);
  });
});
