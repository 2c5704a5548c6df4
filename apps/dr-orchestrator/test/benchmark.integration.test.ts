import path from 'node:path';

import { runRegionRecovery } from '../src/simulation/index.ts';

const workspaceRoot = path.resolve(__dirname, '../../..');

/** The same looks confirm both; which of a run's own looks sees it first is chance. */
const LOOK_SECONDS = 15;

describe('a recovery against the order of the document, on the same draws', () => {
  it.each([
    ['cold', false, 0.7],
    ['prepared', true, 0.65],
  ] as const)('is shorter, after the same detection: %s', async (_what, prepared, share) => {
    const common = { seed: 'same-draws', workspaceRoot };

    const ours = await runRegionRecovery({ ...common, prepared, order: 'understudy' });
    const theirs = await runRegionRecovery({ ...common, prepared: false, order: 'document' });

    const apart = Math.abs(ours.detectionSeconds - theirs.detectionSeconds);
    expect(apart).toBeLessThanOrEqual(LOOK_SECONDS);
    expect(ours.rtoSeconds - ours.detectionSeconds).toBeLessThanOrEqual(
      share * (theirs.rtoSeconds - theirs.detectionSeconds),
    );
    expect(ours.operations).toBeLessThan(1_000);
    expect(ours.ownSeconds).toBeLessThan(90);
    expect(ours.latenessCostSeconds).toBeLessThan(60);
  });
});
