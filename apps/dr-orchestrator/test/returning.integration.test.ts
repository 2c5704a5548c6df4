import { observingScene, type ObservingScene } from './observing-scene.ts';

/** Long enough for detection, a cold build, the promotion and the deployment. */
const RECOVERED_SECONDS = 3_000;

/** Within two minutes (rule 1), and the minute until it is looked at. */
const STOPPED_SECONDS = 180;

/** Until the dead guard's lease has ended and its last request can no longer arrive; and the fence. */
const TAKEN_UP_SECONDS = 1_800;

const DELETIONS = /:(Delete|Terminate|Deregister|Purge)/;

async function recovered(): Promise<{ at: ObservingScene; bringBack: () => void }> {
  const at = await observingScene();
  const bringBack = at.losePrimary();
  await at.pass(RECOVERED_SECONDS);
  return { at, bringBack };
}

function databaseOf(at: ObservingScene) {
  return at.regions.primary.rds.database(at.konecta.databaseId);
}

/** Copies that were begun, of the database as it came back. */
function snapshotsOf(at: ObservingScene, since: number): number {
  const asked = at.changes(since).filter(({ call }) => call.operation === 'CreateDBSnapshot');
  return asked.filter(({ effective }) => effective).length;
}

describe('a region that comes back after the point of no return', () => {
  it('is told, stopped, closed, copied and restarted; nothing is deleted, traffic stays', async () => {
    const { at, bringBack } = await recovered();
    const returned = at.clock.now();
    bringBack();

    await at.pass(STOPPED_SECONDS);
    const marker = await at.during(at.records.primary.readSurrender('plan#konecta-erp'));
    const closed = databaseOf(at)?.securityGroupIds;
    const writer = at.konecta.primary.writesTo();
    await at.pass(1_500);

    expect(marker).toMatchObject({ state: 'surrendered', epoch: 2, toRegion: 'eu-west-1' });
    expect(closed).toEqual([at.konecta.closedGroupId]);
    expect(writer).toBeUndefined();
    expect(at.changed(returned).filter((one) => one.startsWith('rds:'))).toEqual([
      'rds:ModifyDBInstance us-east-1',
      'rds:CreateDBSnapshot us-east-1',
      'rds:RebootDBInstance us-east-1',
    ]);
    expect(at.changed(returned).filter((one) => DELETIONS.test(one))).toEqual([]);
    expect(at.konecta.traffic.shares()).toEqual({ 'eu-west-1': 1 });
    const guard = await at.during(at.records.recovery.readGuard('konecta-erp'));
    expect(Object.values(guard?.parts ?? {}).map(({ verdict }) => verdict)).toEqual([
      'fenced',
      'fenced',
      'fenced',
    ]);
    const [incident, ...others] = await at.guardIncidents();
    expect(others).toEqual([]);
    expect(incident?.outcome).toMatchObject({ name: 'completed', reason: 'old-region-fenced' });
    expect(incident?.outcome?.sentence).toContain('snapshot konecta-erp-dev-returned-e2');
  });

  it.each([
    ['after it closed the database', 'ModifyDBInstance', 'crash-after'],
    ['after it restarted the database', 'RebootDBInstance', 'crash-after'],
  ] as const)('is fenced by the next looks when the guard dies %s', async (_what, name, when) => {
    const { at, bringBack } = await recovered();
    let struck = false;
    at.aws.onApiCall(({ operation, cause }) => {
      if (struck || operation !== name || cause.kind !== 'invocation') return 'continue';
      struck = true;
      return when;
    });
    const returned = at.clock.now();
    bringBack();

    await at.pass(TAKEN_UP_SECONDS);

    expect(struck).toBe(true);
    expect(databaseOf(at)?.securityGroupIds).toEqual([at.konecta.closedGroupId]);
    const guard = await at.during(at.records.recovery.readGuard('konecta-erp'));
    expect(Object.values(guard?.parts ?? {}).map(({ verdict }) => verdict)).toEqual([
      'fenced',
      'fenced',
      'fenced',
    ]);
    expect(at.changed(returned).filter((one) => DELETIONS.test(one))).toEqual([]);
    expect(snapshotsOf(at, returned)).toBe(1);
  });

  it('is fenced again when somebody opens it a day later', async () => {
    const { at, bringBack } = await recovered();
    bringBack();
    await at.pass(1_800);
    await at.asPerson(
      'rds',
      'ModifyDBInstance',
      {
        DBInstanceIdentifier: at.konecta.databaseId,
        VpcSecurityGroupIds: ['sg-00000000000000def'],
      },
      'primary',
    );
    const opened = at.clock.now();

    await at.pass(600);

    expect(databaseOf(at)?.securityGroupIds).toEqual([at.konecta.closedGroupId]);
    expect(at.changed(opened).filter((one) => one.startsWith('rds:'))).toEqual([
      'rds:ModifyDBInstance us-east-1',
      'rds:RebootDBInstance us-east-1',
    ]);
  });

  it('marks itself when no guard does: it reads at home that it is not in charge', async () => {
    const { at, bringBack } = await recovered();
    const rules = await at.asPerson<{ Rules?: { Name?: string }[] }>('events', 'ListRules', {});
    for (const { Name } of rules.Rules ?? []) await at.asPerson('events', 'DisableRule', { Name });
    // The look of this minute is under way, and ends.
    await at.pass(50);
    bringBack();

    await at.pass(180);

    const marker = await at.during(at.records.primary.readSurrender('plan#konecta-erp'));
    expect(marker).toMatchObject({ state: 'surrendered', epoch: 2 });
    expect(marker?.incident).toBe('adopted-konecta-erp-e2');
  });
});

describe('a region that comes back before the point of no return', () => {
  it('is put back as it was: open, running, unmarked, and in charge', async () => {
    // Building begins with the fence, so that the promotion waits a while for what is built.
    const plan = (yaml: string): string => `${yaml}suspicion-window-seconds: 300\n`;
    const at = await observingScene({ plan });
    const groups = databaseOf(at)?.securityGroupIds;
    const bringBack = at.losePrimary();
    const isFenced = async (): Promise<boolean> =>
      (await at.plan()).steps['fence']?.phase === 'done';
    for (let look = 0; look < 80 && !(await isFenced()); look++) await at.pass(10);

    bringBack();
    await at.pass(1_800);

    const marker = await at.during(at.records.primary.readSurrender('plan#konecta-erp'));
    expect((await at.plan()).noReturnAtMilliseconds).toBeUndefined();
    expect(marker?.state).toBe('withdrawn');
    expect(databaseOf(at)?.securityGroupIds).toEqual(groups);
    expect(at.konecta.primary.serves()).toBe(true);
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect((await at.plan()).owed).toEqual({});
    expect(at.regions.recovery.rds.database(at.konecta.replicaId)?.replication).toBeDefined();
  });

  it('is put back also where only our own fence keeps it from serving', async () => {
    const plan = (yaml: string): string => `${yaml}suspicion-window-seconds: 300
observing:
  endpoint: https://konecta-erp.example/health
`;
    const at = await observingScene({ plan });
    const groups = databaseOf(at)?.securityGroupIds;
    const lost = { kind: 'data-plane', name: 'lost', region: 'us-east-1' } as const;
    const bringBack = at.aws.world.outages.begin(lost);
    const fence = async () => (await at.plan()).steps['fence'];
    const isClosing = async (): Promise<boolean> =>
      ((await fence())?.memory?.['groups'] ?? '') !== '';
    for (let look = 0; look < 80 && !(await isClosing()); look++) await at.pass(10);

    // What was asked of its control plane takes effect: it is closed and restarted, and serves nobody.
    bringBack();
    for (let look = 0; look < 80 && (await fence())?.phase !== 'done'; look++) await at.pass(2);
    const closed = databaseOf(at)?.securityGroupIds;
    await at.pass(300);

    expect(closed).toEqual([at.konecta.closedGroupId]);
    expect(databaseOf(at)?.securityGroupIds).toEqual(groups);
    expect(at.konecta.primary.serves()).toBe(true);
    await at.pass(1_500);
    expect((await at.incidents()).at(-1)?.outcome).toMatchObject({
      name: 'put-back',
      reason: 'primary-recovered',
      sentence: expect.stringContaining('only our fence keeps it from serving') as string,
    });
    expect((await at.plan()).noReturnAtMilliseconds).toBeUndefined();
  });
});
