import type { RegionScene } from '@understudy/fault-simulation';

import {
  lastIncident,
  phases,
  promotions,
  recoveries,
  resultOf,
  successes,
  tale,
  untilEnded,
} from './stories.ts';
import { regionScene } from './scenes.ts';

/** An application that is asked at its users' own name: a sensor beside the database's. */
function withEndpoint(yaml: string): string {
  return `${yaml}\nobserving:\n  endpoint: https://konecta-erp.example/health\n`;
}

/** Building begins with the fence, so that the promotion waits a while for what is built. */
function lateBuilding(yaml: string): string {
  return `${withEndpoint(yaml)}suspicion-window-seconds: 300\n`;
}

const asking = (yaml: string): string => yaml.replace('when-unknown: proceed', 'when-unknown: ask');

/** A person's order, as `understudy run dr` sends it. */
function order(force: boolean): object {
  return { order: { kind: 'run', by: 'operator', reason: 'a drill', force, id: `o-${force}` } };
}

async function untilPhase(at: RegionScene, step: string, phase: string): Promise<void> {
  for (let look = 0; look < 400; look++) {
    if ((await phases(at))[step] === phase) return;
    await at.pass(10);
  }
  throw new TypeError(`expected ${step} to be ${phase}`);
}

describe('what is no loss of a region', () => {
  it('is a partition of 43 seconds: nothing is promoted, nothing is begun', async () => {
    const at = await regionScene();

    const end = at.aws.world.outages.begin({ kind: 'partition', name: 'cut', region: 'us-east-1' });
    await at.pass(43);
    end();
    await at.pass(900);

    expect(promotions(at)).toBe(0);
    expect(recoveries(at)).toEqual([]);
  });

  it('is a Multi-AZ failover, also when somebody calls for a recovery: it is held', async () => {
    const at = await regionScene();

    at.regions.primary.rds.fault('konecta-erp-dev', 'native-failover');
    await at.pass(61);
    await at.invokeEntry({});
    await untilEnded(at, 900);

    const { outcome, reason } = (resultOf(at) as { body: Record<string, string> }).body;
    expect([outcome, reason]).toEqual(['held', 'database-recovering']);
    expect(promotions(at)).toBe(0);
    expect((await at.record()).lease.owner).toBeUndefined();

    // Two looks after its end it is over, and nobody has to close it.
    await at.pass(900);
    expect((await lastIncident(at)).outcome).toMatchObject({ name: 'nothing-to-do' });
    expect(promotions(at)).toBe(0);
  });

  it('is a healthy primary: an order is put off, and a forced one with a reason is carried out', async () => {
    const at = await regionScene();

    await at.invokeEntry(order(false));
    await untilEnded(at, 900);
    const graceful = resultOf(at);
    await at.invokeEntry(order(true));
    await untilEnded(at);

    expect(graceful).toMatchObject({ body: { reason: 'primary-healthy' } });
    expect(successes(at)).toBe(1);
    expect(promotions(at)).toBe(1);
    expect(await tale(at, (await lastIncident(at)).id)).toContain('operator forced it: a drill');
    expect(at.konecta.probe.report().splitBrainMilliseconds).toBe(0);
  });
});

describe('a primary of which something still answers', () => {
  it('is not recovered by itself: people are told, and what they may do, until it serves again', async () => {
    const at = await regionScene({ plan: withEndpoint });
    const { clusterName, namespace, serviceName: name } = at.konecta.primary;
    const origin = { cause: { kind: 'person', name: 'somebody' } } as const;
    const { workloads } = at.regions.primary.eks;

    workloads.scale({ clusterName, namespace, name }, 0, origin);
    await at.pass(1_200);
    const { outcome, told } = await lastIncident(at);
    workloads.scale({ clusterName, namespace, name }, 3, origin);
    await at.pass(900);

    expect(outcome).toMatchObject({
      name: 'held',
      reason: 'in-doubt',
      next: expect.stringContaining('understudy run dr --force') as string,
    });
    expect(told).toBeDefined();
    expect(promotions(at)).toBe(0);
    expect((await lastIncident(at)).closedAtMilliseconds).toBeDefined();
    expect((await at.record()).lease.owner).toBeUndefined();
  });
});

describe('a primary that cannot be reached', () => {
  it('is asked about where the plan says so, while the recovery region is built', async () => {
    const at = await regionScene({
      plan: (yaml) => asking(yaml),
    });
    at.losePrimary();
    await untilEnded(at);

    const { id, outcome, approval } = await lastIncident(at);
    expect(outcome).toMatchObject({
      name: 'asked',
      reason: 'fence-unknown',
      sentence: expect.stringContaining('a yes holds for the promotion too') as string,
      next: `understudy approve ${id}`,
    });
    expect(await phases(at)).toMatchObject({ infrastructure: 'done' });
    expect(promotions(at)).toBe(0);
    expect((await at.record()).lease.owner).toBeUndefined();

    // One yes, and no second question for the same doubt.
    const yes = { verdict: 'approved', by: 'operator', comment: 'it is gone' } as const;
    const answer = { ...yes, atMilliseconds: at.clock.now() };
    await at.during(at.stores.recovery.answerApproval(id, approval?.id ?? '', answer));
    await at.passUntil(() => successes(at) > 0, 3_600);

    expect(successes(at)).toBe(1);
    expect(promotions(at)).toBe(1);
    expect(Object.keys((await at.plan()).owed)).toContain('database');
  });
});

describe('a region that comes back', () => {
  it('before the point of no return takes the run back: the old side serves', async () => {
    const at = await regionScene({ plan: lateBuilding });
    const back = at.losePrimary();
    await untilPhase(at, 'database', 'started');

    back();
    await untilEnded(at);

    const { name, reason } = (await lastIncident(at)).outcome ?? {};
    expect([name, reason]).toEqual(['put-back', 'primary-recovered']);
    expect(promotions(at)).toBe(0);
    expect(await phases(at)).toMatchObject({ fence: 'undone' });
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
  });

  it('after it is left behind: the run goes forward, and traffic stays where it went', async () => {
    const at = await regionScene({ plan: withEndpoint, konecta: { prepared: true } });
    const back = at.losePrimary();
    await at.passUntil(() => promotions(at) === 1, 3_600);
    await at.pass(60);

    back();
    await untilEnded(at);
    await at.pass(1_800);

    expect(successes(at)).toBe(1);
    expect(at.konecta.traffic.shares()).toEqual({ 'eu-west-1': 1 });
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
  });
});
