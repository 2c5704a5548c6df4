import type { RegionScene } from '@understudy/fault-simulation';

import { changeNames, lastIncident, phases, promotions, recoveries, tale } from './stories.ts';
import { observingScene } from './observing-scene.ts';
import { regionScene } from './scenes.ts';

/** Changes of the user's resources; our own calls of functions and messages are none. */
function userChanges(at: RegionScene, since: number): readonly string[] {
  return changeNames(at, since).filter((name) => !/^(dynamodb|lambda|sns|sqs|logs):/.test(name));
}

async function untilAllEnded(at: RegionScene): Promise<void> {
  await at.passUntil(
    () =>
      recoveries(at).length > 0 &&
      recoveries(at).every(({ journal }) => journal.status !== 'RUNNING'),
    3_600,
  );
}

describe('a suspicion that both observers found', () => {
  it('begins to build, and neither fences nor promotes before the loss is confirmed', async () => {
    const at = await regionScene();
    const lostAt = at.clock.now();
    at.losePrimary();
    await at.pass(270);

    const { steps } = await at.plan();
    expect((steps['infrastructure']?.startedAtMilliseconds ?? 0) - lostAt).toBeLessThan(200_000);
    expect(Object.keys(steps).sort()).toEqual([
      'infrastructure',
      'outage',
      'preparation',
      'suspicion',
    ]);
    expect(await tale(at, (await lastIncident(at)).id)).toMatch(
      /suspicion: Building begins on suspicion: .*Fence and promotion wait/,
    );

    await at.passUntil(() => promotions(at) === 1, 600);
    const after = await at.plan();
    const confirmedAt = after.steps['outage']?.atMilliseconds ?? 0;
    expect(confirmedAt - lostAt).toBeGreaterThanOrEqual(300_000);
    expect(after.steps['fence']?.startedAtMilliseconds).toBeGreaterThanOrEqual(confirmedAt);
    expect(after.noReturnAtMilliseconds).toBeGreaterThanOrEqual(confirmedAt);
  });

  it('ends put back when the primary serves again: what was built stays, and is said to', async () => {
    const at = await regionScene();
    const lostAt = at.clock.now();
    const back = at.losePrimary();
    await at.pass(200);
    expect(recoveries(at)).toHaveLength(1);

    back();
    await untilAllEnded(at);
    await at.pass(300);

    const { outcome } = await lastIncident(at);
    expect(outcome).toMatchObject({ name: 'put-back', reason: 'primary-healthy' });
    expect(outcome?.sentence).toMatch(/Left as it is: .*infrastructure: .* pilot light/);
    expect(await phases(at)).not.toHaveProperty('fence');
    expect(promotions(at)).toBe(0);
    expect(userChanges(at, lostAt).filter((name) => !name.startsWith('eks:'))).toEqual([]);
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect((await at.record()).lease.owner).toBeUndefined();
    expect(recoveries(at)).toHaveLength(1);
  });

  it('leaves a pilot light that the next recovery finds', async () => {
    const at = await regionScene();
    const back = at.losePrimary();
    await at.pass(200);
    back();
    await untilAllEnded(at);

    const lostAgainAt = at.clock.now();
    at.losePrimary();
    await at.passUntil(() => at.konecta.traffic.shares()['eu-west-1'] === 1, 3_600);

    const { steps } = await at.plan();
    const { startedAtMilliseconds = 0, atMilliseconds = 0 } = steps['infrastructure'] ?? {};
    expect(startedAtMilliseconds).toBeGreaterThan(lostAgainAt);
    expect(atMilliseconds - startedAtMilliseconds).toBeLessThan(120_000);
    expect(promotions(at)).toBe(1);
  });
});

describe('a plan that may not run by itself', () => {
  it.each([
    ['that nobody armed', { armed: false }],
    ['that waits for a yes', { plan: (yaml: string) => trigger(yaml, 'approval') }],
    ['that only people start', { plan: (yaml: string) => trigger(yaml, 'manual') }],
  ])('builds nothing, however long the loss: %s', async (_what, options) => {
    const at = await regionScene(options);
    const since = at.clock.now();
    at.losePrimary();

    await at.pass(290);
    expect(recoveries(at)).toEqual([]);
    await at.pass(300);

    expect(userChanges(at, since)).toEqual([]);
    expect((await at.plan()).steps).not.toHaveProperty('infrastructure');
  });

  it('builds nothing before the confirmation where both windows are the same', async () => {
    const at = await regionScene({ plan: (yaml) => `${yaml}suspicion-window-seconds: 300\n` });
    at.losePrimary();

    await at.pass(299);

    expect(recoveries(at)).toEqual([]);
  });
});

describe('what is shorter than a suspicion', () => {
  it.each([43, 90])('is a partition of %s s, whenever it begins', async (seconds) => {
    const at = await observingScene({ settlingSeconds: 250 });
    const region = at.regions.primary.name;
    for (const phase of [0, 17, 34, 51]) {
      await at.pass(phase);
      const heal = at.aws.world.outages.begin({ kind: 'partition', name: `cut-${phase}`, region });
      await at.pass(seconds);
      heal();
      await at.pass(240);
    }

    expect(at.executions()).toEqual([]);
    expect(at.changed()).toEqual([]);
  });
});

function trigger(yaml: string, who: 'approval' | 'manual'): string {
  return yaml.replace('trigger: automatic', `trigger: ${who}`);
}
