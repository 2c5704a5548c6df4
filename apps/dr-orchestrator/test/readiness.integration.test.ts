import type { ReadinessRecord } from '@understudy/leases';

import { observingScene, type ObservingScene } from './observing-scene.ts';

/** Until the function has looked once more: it does every quarter of an hour. */
const NEXT_LOOK_SECONDS = 960;

async function found(at: ObservingScene): Promise<readonly ReadinessRecord[]> {
  return at.during(at.records.recovery.readReadiness(at.konecta.plan));
}

async function failed(at: ObservingScene): Promise<readonly string[]> {
  const [home] = (await found(at)).filter(({ region }) => region === 'eu-west-1');
  return (home?.findings ?? []).filter(({ mark }) => mark === 'failed').map(({ what }) => what);
}

/** How the two things are marked that a plan may name and the document's does not. */
async function lookedAt(at: ObservingScene) {
  const [home] = await found(at);
  const markOf = (what: RegExp) => home?.findings.find((one) => what.test(one.what))?.mark;
  return { traffic: markOf(/traffic/), endpoint: markOf(/as a user asks/) };
}

describe('readiness of konecta-erp', () => {
  it('is looked at from both regions, and red while the cluster must be built that night', async () => {
    const at = await observingScene({ settlingSeconds: NEXT_LOOK_SECONDS });

    const records = await found(at);

    expect(records.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
    expect(records.map(({ state }) => state)).toEqual(['red', 'red']);
    expect(await failed(at)).toEqual([
      'no control plane that a regional disaster forbids is on the way',
    ]);
  });

  it('is green when it is prepared, and red by name for whatever is broken, in turn', async () => {
    const at = await observingScene({
      konecta: { prepared: true },
      settlingSeconds: NEXT_LOOK_SECONDS,
    });
    const { replicaId } = at.konecta;
    const store = at.stores.recovery;
    const armed = { reason: 'a test', by: 'operator', atMilliseconds: at.clock.now() };
    const { s3, rds } = at.regions.recovery;
    const witness = async (verb: 'DisableRule' | 'EnableRule'): Promise<void> => {
      const { Rules = [] } = await at.asPerson<{ Rules?: { Name?: string }[] }>(
        'events',
        'ListRules',
        {},
        'witness',
      );
      for (const { Name } of Rules) await at.asPerson('events', verb, { Name }, 'witness');
    };
    const blueprint = { Bucket: at.bucket, Key: 'eu-west-1-dr.zip' };
    const breakages: readonly (readonly [string, () => unknown, () => unknown])[] = [
      [
        'konecta-erp is armed',
        () => store.setArming('plan#konecta-erp', { ...armed, mode: 'off' }),
        () => store.setArming('plan#konecta-erp', { ...armed, mode: 'armed' }),
      ],
      ['the witness looks', () => witness('DisableRule'), () => witness('EnableRule')],
      [
        'konecta-erp-dev-replica is fed by konecta-erp-dev',
        () => rds.fault(replicaId, 'replication-stops'),
        () => rds.fault(replicaId, 'replication-resumes'),
      ],
      [
        'blueprint and state are in eu-west-1',
        () => at.asPerson('s3', 'DeleteObject', blueprint),
        () => s3.putObject(at.bucket, blueprint.Key, 'a blueprint'),
      ],
    ];
    const told: string[] = [`${(await found(at))[0]?.state}: ${(await failed(at)).join()}`];
    for (const [, breakIt, repairIt] of breakages) {
      await at.during(Promise.resolve(breakIt()));
      await at.pass(NEXT_LOOK_SECONDS);
      told.push((await failed(at))[0] ?? 'nothing');
      await at.during(Promise.resolve(repairIt()));
      await at.pass(NEXT_LOOK_SECONDS);
      told.push(`${(await found(at))[0]?.state}`);
    }

    expect(told).toEqual(['green: ', ...breakages.flatMap(([what]) => [what, 'green'])]);
  });

  it.each([
    ['s3', 'HeadObject', 'SlowDown', 503, 'unknown'],
    ['lambda', 'Invoke', 'TooManyRequestsException', 429, 'unknown'],
    ['lambda', 'Invoke', 'AccessDeniedException', 403, 'red'],
  ] as const)(
    'is never green where a step could not be looked at: %s:%s answers %s',
    async (service, operation, code, status, state) => {
      const at = await observingScene({ konecta: { prepared: true }, settlingSeconds: 250 });
      const functionName = 'understudy-dev-readiness';
      const fault = { kind: 'error', code, status, when: 'before' } as const;
      at.aws.world.faults.add({ name: 'not now', service, operation, functionName, fault });

      await at.pass(NEXT_LOOK_SECONDS);

      const [home] = await found(at);
      expect(home).toMatchObject({ region: 'eu-west-1', state });
      expect(home?.sentence).toContain('Terraform can apply the blueprint');
    },
  );

  it('looks where the record of its traffic leads, and who asks as a user asks', async () => {
    const asDocumented = await observingScene({ settlingSeconds: NEXT_LOOK_SECONDS });
    const { HostedZones } = await asDocumented.asPerson<{ HostedZones: { Id: string }[] }>(
      'route53',
      'ListHostedZones',
      {},
    );
    // The same seed gives the zone the same id.
    const zone = HostedZones[0]?.Id.split('/').pop() ?? '';
    const plan = (yaml: string): string =>
      `${yaml}traffic: { record: { zone: ${zone}, name: konecta-erp.example } }
observing: { endpoint: 'https://konecta-erp.example/health' }
`;
    const named = { plan, settlingSeconds: NEXT_LOOK_SECONDS };
    const cold = await observingScene(named);
    const prepared = await observingScene({ ...named, konecta: { prepared: true } });

    const marks = await Promise.all([asDocumented, cold, prepared].map((at) => lookedAt(at)));

    expect(marks).toEqual([
      { traffic: 'unverified', endpoint: 'unverified' },
      { traffic: 'failed', endpoint: 'verified' },
      { traffic: 'verified', endpoint: 'verified' },
    ]);
    expect((await found(prepared)).map(({ state }) => state)).toEqual(['green', 'green']);
    expect((await found(cold))[0]?.findings).toContainEqual(
      expect.objectContaining({
        what: 'traffic of konecta-erp.example finds a balancer in eu-west-1',
        found: expect.stringContaining('and no balancer in eu-west-1 has that name'),
        repair: expect.stringContaining('understudy prepare dr'),
      }),
    );
  });

  it('changes nothing of the user’s', async () => {
    const at = await observingScene({ settlingSeconds: NEXT_LOOK_SECONDS });

    expect(at.changed()).toEqual([]);
  });
});
