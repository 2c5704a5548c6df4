import { bothScales, type BothScales } from './both-scales.ts';

/** The loss is confirmed, the region fenced, the replica promoted, the application deployed. */
const RECOVERED_SECONDS = 2_400;

/** The guard has fenced what came back, and what it could not know of has ended. */
const RETURNED_SECONDS = 1_800;

/** Draws of one run are not another's: what two runs of a region take may differ by so much. */
const SAME_SECONDS = 5;

/** What an execution gives that only keeps an environment warm. */
const WARMED = '{"warm":true}';

type MachineFault = 'crash' | 'app-dead' | 'stop-hangs';

/** The region's database takes no writes any more, and is not fed from: all else there answers. */
function loseDatabase({ regions, konecta }: BothScales): void {
  regions.primary.rds.fault(konecta.databaseId, 'storage-full');
  regions.recovery.rds.fault(konecta.replicaId, 'replication-stops');
}

async function surrenderedAt(at: BothScales): Promise<number> {
  return (await at.serviceRecord()).surrendered?.atMilliseconds ?? Number.NaN;
}

/** When traffic was shifted; undefined: it was not. */
function shiftedAt({ aws }: BothScales): number | undefined {
  return aws.world.log.entries.find(
    (entry) =>
      entry.kind === 'call' &&
      entry.call.operation === 'PutObject' &&
      entry.call.cause.kind === 'invocation',
  )?.at;
}

interface Members {
  readonly primary: string;
  readonly backup: string;
  /** Of the backup, in the service's group. */
  readonly target: string;
}

/** The pair as the world's log left it at a moment. */
function membersAt({ aws, pair }: BothScales, milliseconds: number): Members {
  const last = (subject: string, first: string): string => {
    let state = first;
    for (const entry of aws.world.log.entries) {
      if (entry.at > milliseconds) break;
      if (entry.kind === 'effect' && entry.subject === subject) state = entry.to;
    }
    return state;
  };
  return {
    primary: last(`instance/${pair.primaryId}`, 'running'),
    backup: last(`instance/${pair.backupId}`, 'stopped'),
    target: last(`target/${pair.targetGroupName}/${pair.backupId}`, 'unregistered'),
  };
}

/** Changes of the service's machines and registrations that our functions asked for. */
function serviceChanges(at: BothScales, since: number): readonly string[] {
  return at
    .changes(since)
    .filter(({ call }) => ['ec2', 'elasticloadbalancing'].includes(call.service))
    .filter(({ result }) => result !== 'DryRunOperation')
    .map(({ call }) => call.operation);
}

function runningMembers(at: BothScales): number {
  const { primary, backup } = membersAt(at, at.clock.now());
  return [primary, backup].filter((state) => state === 'running').length;
}

async function successes(at: BothScales): Promise<readonly (string | undefined)[]> {
  return (await at.incidents()).map(({ outcome }) => outcome?.name);
}

describe('an instance failover in the region that a plan leaves', () => {
  /** From the loss on: a region's run beside which no instance fails. */
  let undisturbed: { readonly surrenderSeconds: number; readonly shiftSeconds: number };
  let at: BothScales;

  beforeAll(async () => {
    at = await bothScales();
    const lostAt = at.clock.now();
    loseDatabase(at);
    await at.pass(RECOVERED_SECONDS);
    const seconds = (milliseconds = Number.NaN): number => (milliseconds - lostAt) / 1_000;
    const surrenderSeconds = seconds(await surrenderedAt(at));
    undisturbed = { surrenderSeconds, shiftSeconds: seconds(shiftedAt(at)) };
  });

  /** Its machine fails so long before the region surrenders (negative: after). */
  async function failing(secondsBefore: number, ...faults: MachineFault[]): Promise<number> {
    at = await bothScales();
    const lostAt = at.clock.now();
    loseDatabase(at);
    await at.pass(undisturbed.surrenderSeconds - secondsBefore);
    for (const fault of faults) at.jupiter.ec2.fault(at.pair.primaryId, fault);
    return lostAt;
  }

  afterEach(() => {
    expect(at.serviceViolations()).toEqual([]);
    expect(at.violations()).toEqual([]);
    expect(runningMembers(at)).toBeLessThanOrEqual(1);
  });

  it('is not begun after the marker: neither by events and sweeps, nor by an order', async () => {
    await failing(-30, 'crash');
    const failedAt = at.clock.now();
    await at.pass(120);
    const { state } = await at.serviceRecord();
    const present = { expectedActive: state?.active, expectedEpoch: state?.epoch };
    const said = { kind: 'run', by: 'operator', reason: 'it is down', id: 'o-1', force: true };
    const payload = { service: at.pair.name, order: { ...said, ...present } };
    await at.asPerson(
      'lambda',
      'Invoke',
      {
        FunctionName: `${at.tableName}-alarm-router`,
        Payload: new TextEncoder().encode(JSON.stringify(payload)),
      },
      'primary',
    );
    await at.pass(RECOVERED_SECONDS);

    const results = at.regions.primary.lambda.executions
      .all()
      .filter(({ journal }) => journal.startedAtMilliseconds >= failedAt)
      .map(({ journal }) => journal.result ?? '')
      .filter((result) => result !== WARMED);
    // The event of the machine's end, and the order; alarms follow.
    expect(results.length).toBeGreaterThanOrEqual(2);
    for (const result of results) {
      expect(result).toContain('"name":"refused"');
      expect(result).toContain('surrendered it to eu-west-1 at epoch 2');
    }
    expect(serviceChanges(at, failedAt)).toEqual([]);
    const incidents = await at.serviceIncidents();
    expect(incidents.filter((one) => one.openedAtMilliseconds >= failedAt)).toEqual([]);
    expect(await successes(at)).toEqual(['completed']);
  });

  it('that still waits in its window leaves everything as it is', async () => {
    await failing(5, 'crash');
    const failedAt = at.clock.now();
    await at.pass(RECOVERED_SECONDS);

    const last = (await at.serviceIncidents()).at(-1);
    expect(last?.outcome).toMatchObject({ name: 'held', reason: 'surrendered' });
    expect(serviceChanges(at, failedAt)).toEqual([]);
    expect((await at.serviceRecord()).lease.owner).toBeUndefined();
    expect(await successes(at)).toEqual(['completed']);
  });

  it.each<[string, number, readonly MachineFault[], Partial<Members>]>([
    ['is fencing', 95, ['stop-hangs', 'app-dead'], { primary: 'stopping', backup: 'stopped' }],
    ['starts its standby', 20, ['crash'], { primary: 'stopped', backup: 'pending' }],
    ['has registered it', 30, ['crash'], { backup: 'running', target: 'initial' }],
  ])('that %s ends with one in charge, and holds the region up by nothing', async (...story) => {
    const [, secondsBefore, faults, midway] = story;
    const lostAt = await failing(secondsBefore, ...faults);
    await at.pass(RECOVERED_SECONDS);

    const members = membersAt(at, await surrenderedAt(at));
    const { lease, state } = await at.serviceRecord();
    expect(members).toMatchObject(midway);
    expect(membersAt(at, at.clock.now())).toMatchObject({ primary: 'stopped', backup: 'running' });
    expect(state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(lease.owner).toBeUndefined();
    expect(await successes(at)).toEqual(['completed']);
    const shiftSeconds = ((shiftedAt(at) ?? Number.NaN) - lostAt) / 1_000;
    expect(Math.abs(shiftSeconds - undisturbed.shiftSeconds)).toBeLessThan(SAME_SECONDS);
  });

  it('that dies in its middle is left where it was: nobody goes on in a region that surrendered', async () => {
    await failing(20, 'crash');
    await at.pass(21);
    const { executions } = at.regions.primary.lambda;
    const running = executions.all().filter(({ journal }) => journal.status === 'RUNNING');
    for (const { arn } of running) executions.stop(arn);
    const diedAt = at.clock.now();
    await at.pass(RECOVERED_SECONDS);

    expect(running).toHaveLength(1);
    expect(membersAt(at, diedAt)).toMatchObject({ primary: 'stopped', backup: 'pending' });
    expect(serviceChanges(at, diedAt)).toEqual([]);
    expect(await successes(at)).toEqual(['completed']);
  });

  it('that begins as the region comes back, before it is marked, takes nothing from the other one', async () => {
    at = await bothScales();
    const bringBack = at.losePrimary();
    await at.pass(100);
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(RECOVERED_SECONDS);
    const returnedAt = at.clock.now();
    bringBack();
    await at.pass(RETURNED_SECONDS);

    const marked = await surrenderedAt(at);
    const { lease } = await at.serviceRecord();
    expect(lease.owner).toBeUndefined();
    expect(at.konecta.traffic.shares()).toEqual({ 'eu-west-1': 1 });
    const [begun] = (await at.serviceIncidents()).slice(1);
    expect(begun?.openedAtMilliseconds).toBeGreaterThanOrEqual(returnedAt);
    expect(begun?.openedAtMilliseconds).toBeLessThan(marked);
    expect(membersAt(at, at.clock.now())).toMatchObject({ primary: 'stopped', backup: 'running' });
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
  });
});
