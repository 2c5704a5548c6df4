import { observingScene, type ObservingScene } from './observing-scene.ts';

/** Long enough for some looks of each observer; alarms and lag need no history here. */
const SHORT = { settlingSeconds: 250 };

function refusedCalls(at: ObservingScene): readonly string[] {
  return at.aws.world.log.entries.flatMap((entry) =>
    entry.kind === 'call' && entry.result === 'AccessDenied'
      ? [`${entry.call.service}:${entry.call.operation} ${entry.call.region}`]
      : [],
  );
}

describe('the observers of konecta-erp', () => {
  it('look every minute from two regions, and change nothing while the primary serves', async () => {
    const at = await observingScene(SHORT);

    const observations = await at.observations();

    expect(observations.map(({ observer, region }) => [observer, region])).toEqual([
      ['observer', 'eu-west-1'],
      ['witness', 'eu-central-1'],
    ]);
    for (const { looks } of observations) {
      expect(looks.length).toBeGreaterThan(2);
      const said = looks.at(-1)?.sensors.map(({ sensor, result }) => `${sensor} ${result}`);
      expect(said).toEqual([
        'application not-asked',
        'balancer not-asked',
        'database yes',
        'replication yes',
        'alarms yes',
      ]);
    }
    expect(at.changed()).toEqual([]);
    expect(at.executions()).toEqual([]);
    expect([...new Set(refusedCalls(at))]).toEqual([]);
  });

  it('start the plan once both have seen nothing serve for longer than a failover takes', async () => {
    const at = await observingScene(SHORT);
    const lost = at.clock.now();
    at.losePrimary();

    await at.pass(99);
    const early = at.executions().length;
    await at.pass(120);

    const [incident] = await at.incidents();
    expect(early).toBe(0);
    expect(incident?.trigger).toMatch(/^Building begins on suspicion: observer \(eu-west-1\) and/);
    expect((incident?.openedAtMilliseconds ?? 0) - lost).toBeLessThan(200_000);
  });

  it('never take a partition of 43 s for a loss', async () => {
    const at = await observingScene(SHORT);
    const region = at.regions.primary.name;
    const heal = at.aws.world.outages.begin({ kind: 'partition', name: 'cut', region });

    await at.pass(43);
    heal();
    await at.pass(900);

    expect(at.executions()).toEqual([]);
    expect(at.changed()).toEqual([]);
  });

  it('hold while a Multi-AZ failover of the database goes on', async () => {
    const at = await observingScene(SHORT);
    at.regions.primary.rds.fault(at.konecta.databaseId, 'native-failover');

    await at.pass(900);

    const seen = (await at.observations()).flatMap(({ looks }) => looks);
    expect(seen.some(({ sensors }) => sensors.some(({ recovering }) => recovering))).toBe(true);
    // The document's alarm starts a look all the same; it changes nothing either.
    expect((await at.plan()).noReturnAtMilliseconds).toBeUndefined();
    expect(at.changed()).toEqual([]);
  });

  it.each([
    [
      'there is no witness',
      async () => observingScene({ ...SHORT, in: ['primary', 'recovery'] }),
      undefined,
    ],
    [
      'the witness is cut off from the recovery region',
      async () => observingScene(SHORT),
      { kind: 'path', name: 'cut', from: 'eu-central-1', to: 'eu-west-1' } as const,
    ],
  ])('never act on one observer: %s', async (_what, begin, outage) => {
    const at = await begin();
    if (outage) at.aws.world.outages.begin(outage);
    at.losePrimary();

    await at.pass(1_200);

    expect(at.executions()).toEqual([]);
    expect(at.changed()).toEqual([]);
  });

  it('take a path that is cut between two regions for what it is', async () => {
    const at = await observingScene(SHORT);
    const { primary, recovery } = at.regions;
    for (const [from, to] of [
      [primary.name, recovery.name],
      [recovery.name, primary.name],
    ] as const) {
      at.aws.world.outages.begin({ kind: 'path', name: `${from} to ${to}`, from, to });
    }

    await at.pass(1_200);

    expect(at.executions()).toEqual([]);
    expect(at.changed()).toEqual([]);
  });
});
