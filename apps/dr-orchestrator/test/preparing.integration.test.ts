import type { RegionScene } from '@understudy/fault-simulation';

import {
  changeNames,
  lastIncident,
  phases,
  recoveries,
  resultOf,
  successes,
  tale,
  untilEnded,
} from './stories.ts';
import { createCalledFunctions, terraformSays } from './called-functions.ts';
import { regionScene } from './scenes.ts';

/** A cold cluster's slowest draw, and Terraform's own time. */
const PREPARING_SECONDS_MAX = 2_400;

/** Long before a cluster that is built on the way would let a promotion start. */
const AT_ONCE_MS = 60_000;

/** The blueprint with a standing cluster is its nodes: the estimate's 95th percentile and room. */
const NODES_MS_MAX = 8 * 60_000;

/** Clusters that functions had made: their control plane may be gone in a disaster. */
function clustersMade(at: RegionScene, since = 0): number {
  return at.aws.world.log.entries.filter(
    (entry) =>
      entry.kind === 'effect' &&
      entry.at >= since &&
      entry.subject.startsWith('cluster/eu-west-1/') &&
      entry.from === 'none',
  ).length;
}

let orders = 0;

async function orderPreparation(at: RegionScene, more: object = {}): Promise<void> {
  const order = { kind: 'prepare', by: 'operator', reason: 'a quiet day', id: `order-${++orders}` };
  const before = recoveries(at).length;
  const answer = await at.invokeEntry({ order: { ...order, ...more } });
  expect(answer).toMatchObject({ statusCode: 202 });
  await at.passUntil(() => recoveries(at).length > before, 60);
}

async function prepare(at: RegionScene, more: object = {}): Promise<unknown> {
  await orderPreparation(at, more);
  await untilEnded(at, PREPARING_SECONDS_MAX);
  return resultOf(at);
}

describe('a region that is prepared in peace time', () => {
  let at: RegionScene;

  beforeAll(async () => {
    at = await regionScene();
  });

  it('has what takes long to build, and nothing else was changed', async () => {
    const result = await prepare(at);

    expect(result).toMatchObject({ statusCode: 200, body: { outcome: 'completed' } });
    expect(at.konecta.infrastructure.progress({ pilotLight: true }).missing).toEqual([]);
    expect(at.konecta.infrastructure.progress().missing).toContain('aws_eks_node_group.default');
    expect(await phases(at)).toEqual({ infrastructure: 'done' });
    expect(changeNames(at)).toEqual([]);
    expect(clustersMade(at)).toBe(1);
    expect(await lastIncident(at)).toMatchObject({ purpose: 'prepare', failures: 0 });
    const { state, lease, openIncident } = await at.record();
    expect({ active: state?.active ?? 'primary', epoch: state?.epoch ?? 1 }).toEqual({
      active: 'primary',
      epoch: 1,
    });
    expect([lease.owner, openIncident]).toEqual([undefined, undefined]);
  });

  it('is not changed by a second order, which says so', async () => {
    const since = at.clock.now();

    const result = await prepare(at);

    expect(result).toMatchObject({
      body: { outcome: 'nothing-to-do', reason: 'already-prepared' },
    });
    expect(changeNames(at, since)).toEqual([]);
    expect((await lastIncident(at)).closedAtMilliseconds).toBeDefined();
  });

  it('is refused for an older epoch, and while the plan is disarmed unless it is forced', async () => {
    expect(await prepare(at, { expectedEpoch: 7 })).toMatchObject({
      statusCode: 409,
      body: { outcome: 'refused', reason: 'epoch-moved' },
    });
    await at.during(
      at.stores.recovery.setArming('plan#konecta-erp', {
        ...{ mode: 'off', reason: 'a change', by: 'operator' },
        atMilliseconds: at.clock.now(),
      }),
    );
    expect(await prepare(at)).toMatchObject({ body: { outcome: 'refused', reason: 'disarmed' } });
    expect(await prepare(at, { force: true })).toMatchObject({
      body: { reason: 'already-prepared' },
    });
    await at.during(at.arm('the change is over'));
  });

  it('is recovered sooner: the promotion waits for no cluster, and only nodes are built', async () => {
    const lostAt = at.clock.now();
    at.losePrimary();
    await at.passUntil(() => successes(at) > 0, PREPARING_SECONDS_MAX);

    expect(clustersMade(at, lostAt)).toBe(0);
    const { steps, noReturnAtMilliseconds = 0 } = await at.plan();
    const { database, infrastructure } = steps;
    expect((await lastIncident(at)).outcome).toMatchObject({ name: 'completed' });
    expect((await lastIncident(at)).purpose).toBeUndefined();
    expect(noReturnAtMilliseconds - (database?.startedAtMilliseconds ?? 0)).toBeLessThan(
      AT_ONCE_MS,
    );
    expect(
      (infrastructure?.atMilliseconds ?? 0) - (infrastructure?.startedAtMilliseconds ?? 0),
    ).toBeLessThan(NODES_MS_MAX);
  });

  it('is not prepared once it serves, not even by force', async () => {
    await at.pass(60);
    const since = at.clock.now();

    const result = await prepare(at, { force: true, expectedEpoch: 2 });

    expect(result).toMatchObject({ body: { outcome: 'refused', reason: 'recovery-in-charge' } });
    expect(changeNames(at, since)).toEqual([]);
  });
});

describe('a preparation that something comes between', () => {
  it('ends, and the recovery that was ordered meanwhile begins as an incident of its own', async () => {
    const at = await regionScene();
    await orderPreparation(at);
    at.losePrimary();
    const order = { kind: 'run', by: 'operator', reason: 'lost', id: 'run-1', force: true };

    const { body } = await at.invokeEntry({ order });
    await at.passUntil(() => successes(at) > 0, 2 * PREPARING_SECONDS_MAX);

    const [preparation, recovery] = await at.incidents();
    expect(preparation).toMatchObject({ purpose: 'prepare', outcome: { name: 'completed' } });
    expect(recovery).toMatchObject({ id: body['incident'], outcome: { name: 'completed' } });
    expect(recovery?.openedAtMilliseconds).toBeGreaterThanOrEqual(
      preparation?.closedAtMilliseconds ?? Number.POSITIVE_INFINITY,
    );
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
  });

  it('makes room for a loss that the observer confirms, and says what it waits for', async () => {
    const at = await regionScene();
    await orderPreparation(at);
    at.losePrimary();
    await at.passUntil(() => successes(at) > 0, 2 * PREPARING_SECONDS_MAX);

    const [preparation, recovery, ...others] = await at.incidents();
    const told = (await tale(at, preparation?.id ?? '')).match(/A recovery of .* at most\./g);
    expect(told).toEqual([
      `A recovery of konecta-erp is wanted while ${preparation?.id} prepares. It begins when the ` +
        'call of terraform-runner that is under way has ended: 65 minutes at most.',
    ]);
    const waited = (recovery?.openedAtMilliseconds ?? 0) - (preparation?.closedAtMilliseconds ?? 0);
    expect(waited).toBeLessThan(AT_ONCE_MS);
    expect(recovery?.outcome).toMatchObject({ name: 'completed' });
    expect(others.map(({ outcome }) => outcome?.name)).toEqual([]);
  });

  it('calls the runner no more once a recovery is wanted, however often it would have to', async () => {
    const called = createCalledFunctions();
    const at = await regionScene({ around: called.around, konecta: { prepared: 'pilot-light' } });
    called.answers({
      runner: ({ verb }) =>
        verb === 'apply'
          ? terraformSays({ outcome: 'locked', sentence: 'Another run has the lock.' })
          : undefined,
    });
    await orderPreparation(at);
    await at.pass(100);
    at.losePrimary();
    const order = { kind: 'run', by: 'operator', reason: 'lost', id: 'run-2', force: true };
    await at.invokeEntry({ order });
    await at.pass(100);
    called.answers(undefined);
    await at.passUntil(() => successes(at) > 0, PREPARING_SECONDS_MAX);

    const [preparation, recovery] = await at.incidents();
    expect(preparation?.outcome).toMatchObject({ reason: 'recovery-wanted' });
    expect(preparation?.outcome?.sentence).toContain('operator ordered a forced run: lost');
    const ended =
      (preparation?.closedAtMilliseconds ?? 0) - (preparation?.openedAtMilliseconds ?? 0);
    expect(ended).toBeLessThan(100_000 + AT_ONCE_MS);
    expect(recovery?.outcome).toMatchObject({ name: 'completed' });
  });

  it('is refused beside an open recovery, which is left as it was', async () => {
    const at = await regionScene({ plan: (yaml) => yaml.replace('proceed', 'ask') });
    at.losePrimary();
    await at.passUntil(() => recoveries(at).length > 0, PREPARING_SECONDS_MAX);
    await untilEnded(at, PREPARING_SECONDS_MAX);
    const asked = await lastIncident(at);
    expect(asked.outcome?.name).toBe('asked');
    const since = at.clock.now();

    const result = await prepare(at, { force: true });

    expect(result).toMatchObject({
      body: { outcome: 'refused', reason: 'recovery-open', incident: asked.id },
    });
    expect(changeNames(at, since)).toEqual([]);
    expect(await lastIncident(at)).toMatchObject({ id: asked.id, outcome: { name: 'asked' } });
  });

  it('is closed by the next look when its run has died, and goes on when it is ordered again', async () => {
    const at = await regionScene();
    await orderPreparation(at);
    await at.pass(120);
    await at.asPerson('lambda', 'StopDurableExecution', {
      DurableExecutionArn: recoveries(at).at(-1)?.arn,
    });
    const [left] = await at.incidents();
    for (let minute = 0; minute < 40 && (await at.record()).openIncident; minute++) {
      await at.pass(60);
    }

    const [closed] = await at.incidents();
    expect((await at.record()).lease.owner).toBeUndefined();
    expect(closed).toMatchObject({ id: left?.id, outcome: { reason: 'run-ended' } });
    expect(await tale(at, left?.id ?? '')).toContain('Builds what can stand before a disaster');
    expect(await prepare(at)).toMatchObject({
      body: { reason: expect.stringMatching(/prepared/) },
    });
  });
});
