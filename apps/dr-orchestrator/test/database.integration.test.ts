import type { RegionScene } from '@understudy/fault-simulation';

import { lastIncident, phases, promotions, resultOf, tale, untilEnded } from './stories.ts';
import { regionScene } from './scenes.ts';

const REPLICA = 'konecta-erp-dev-replica';

/** A cluster that stands already: what is told here is about the database. */
const PREPARED = { konecta: { prepared: true } } as const;

/** An application that is asked at its users' own name: a sensor beside the database's. */
function withEndpoint(yaml: string): string {
  return `${yaml}\nobserving:\n  endpoint: https://konecta-erp.example/health\n`;
}

async function lose(prepare: (at: RegionScene) => Promise<void> | void): Promise<RegionScene> {
  const at = await regionScene({ ...PREPARED, plan: withEndpoint });
  await prepare(at);
  at.losePrimary();
  await untilEnded(at);
  return at;
}

function replicaOf({ regions }: RegionScene): RegionScene['regions']['recovery']['rds'] {
  return regions.recovery.rds;
}

describe('a replica that somebody promoted last month', () => {
  let at: RegionScene;

  beforeAll(async () => {
    at = await lose(async (scene) => {
      await scene.asPerson('rds', 'PromoteReadReplica', { DBInstanceIdentifier: REPLICA });
      await scene.pass(1_800);
    });
  });

  it('is asked about: nobody here knows what it holds', async () => {
    expect((await lastIncident(at)).outcome).toMatchObject({
      name: 'asked',
      reason: 'not-a-replica',
    });
    expect(promotions(at)).toBe(0);
    expect((await at.record()).lease.owner).toBeUndefined();
  });

  it('is used as it is after a yes, and the steps that are done are not repeated', async () => {
    const { id, approval } = await lastIncident(at);
    const { startedAtMilliseconds } = (await at.plan()).steps['infrastructure'] ?? {};
    const answer = {
      verdict: 'approved' as const,
      by: 'operator',
      comment: 'restored by hand yesterday',
      atMilliseconds: at.clock.now(),
    };

    await at.during(at.stores.recovery.answerApproval(id, approval?.id ?? '', answer));
    await at.invokeEntry({ order: { kind: 'approve', by: 'operator', reason: 'yes', id: 'a-1' } });
    await untilEnded(at);

    expect(resultOf(at)).toMatchObject({ statusCode: 200 });
    expect((await at.plan()).steps['infrastructure']?.startedAtMilliseconds).toBe(
      startedAtMilliseconds,
    );
    expect(promotions(at)).toBe(0);
  });
});

describe('a replica that is promoted', () => {
  it('waits until a backup of it has ended', async () => {
    const at = await lose((scene) => {
      replicaOf(scene).fault(REPLICA, 'backup');
    });

    expect(resultOf(at)).toMatchObject({ statusCode: 200 });
    expect(promotions(at)).toBe(1);
  });

  it('is confirmed by its vanished source: its status said available all the while', async () => {
    const at = await lose(() => undefined);
    const { id } = await lastIncident(at);

    expect(await tale(at, id)).toContain(`${REPLICA} has no source and is available.`);
    expect(promotions(at)).toBe(1);
  });

  it('may report the lag of an idle source', async () => {
    // Nobody writes: what the metric shows is the age of the last commit.
    const konecta = { prepared: true, requestsPerSecond: 0, jobsPerSecond: 0 };
    const at = await regionScene({ konecta, plan: withEndpoint });
    at.losePrimary();
    await untilEnded(at);
    const { id } = await lastIncident(at);

    expect(resultOf(at)).toMatchObject({ statusCode: 200 });
    expect(await tale(at, id)).toContain(
      'as an idle source of postgres does: nothing was written.',
    );
  });
});

describe('a replica of which too much would be lost', () => {
  it.each([
    ['lags behind by more than the RPO', 'replication-lags', 'lag-over-rpo'],
    ['has stopped replicating', 'replication-stops', 'not-replicating'],
  ] as const)('that %s is asked about', async (_what, fault, reason) => {
    const at = await lose(async (scene) => {
      replicaOf(scene).fault(REPLICA, fault);
      await scene.pass(600);
    });

    expect((await lastIncident(at)).outcome).toMatchObject({ name: 'asked', reason });
    expect(promotions(at)).toBe(0);
  });

  it('and of which nothing is known is asked about', async () => {
    const at = await lose((scene) => {
      scene.aws.world.faults.add({
        name: 'metrics-broken',
        service: 'monitoring',
        operation: 'GetMetricData',
        region: 'eu-west-1',
        fault: { kind: 'error', code: 'InternalServiceFault', status: 500, when: 'before' },
      });
    });

    expect((await lastIncident(at)).outcome).toMatchObject({
      name: 'asked',
      reason: 'lag-unknown',
    });
    expect(await phases(at)).toMatchObject({ infrastructure: 'done' });
    expect(promotions(at)).toBe(0);
  });
});
