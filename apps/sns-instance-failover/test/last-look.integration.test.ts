import type { Scene } from '@understudy/fault-simulation';

import { order, outcomeOf, scene } from './packaged.ts';

/** Longer than two health checks, a status check and an instance's start; within an invocation. */
const FROZEN_MS = 45_000;

/**
 * Meets the first read of instances after the last look of the window was told: that of the last
 * look before the fence. `meets` is called there, once; its answer befalls the call.
 */
function atLastLook(
  at: Scene,
  lookNumber: number,
  meets: () => 'continue' | { readonly freezeMilliseconds: number },
): () => boolean {
  let told = false;
  let met = false;
  at.aws.onApiCall(({ operation, input, cause }) => {
    if (cause.kind !== 'invocation' || cause.executionArn === undefined || met) return 'continue';
    told ||= operation === 'PutItem' && JSON.stringify(input).includes(`"look-${lookNumber}"`);
    if (!told || operation !== 'DescribeInstances') return 'continue';
    met = true;
    return meets();
  });
  return () => met;
}

describe('the last look before a fence', () => {
  it.each([
    ['whose application answers again', 'app-dead', 'recover'],
    ['that passes its status checks again', 'instance-impaired', 'recover'],
    ['that somebody has started again', 'crash', 'comes-back'],
  ] as const)('lets a member be %s, and the run ends with that', async (_, fault, cure) => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    const before = at.clock.now();
    const met = atLastLook(at, 2, () => {
      at.jupiter.ec2.fault(at.pair.primaryId, cure);
      return { freezeMilliseconds: FROZEN_MS };
    });

    at.jupiter.ec2.fault(at.pair.primaryId, fault);
    await at.pass(900);

    expect(met()).toBe(true);
    expect(await reconsidered(at)).toEqual([expect.stringContaining('a moment ago')]);
    expect((await at.incidents()).at(-1)?.outcome?.name).toBe('nothing-to-do');
    expect(at.changes(before)).toEqual([]);
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect((await at.record()).openIncident).toBeUndefined();
    expect(slotsTaken(at)).toEqual([1, 0]);
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(await at.violations()).toEqual([]);
  });

  it('asks a person when all behind the balancer fail by now', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    const before = at.clock.now();
    const met = atLastLook(at, 2, () => {
      at.jupiter.ec2.fault(at.jupiter.control.instanceId, 'app-dead');
      return { freezeMilliseconds: FROZEN_MS };
    });

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(600);

    expect(met()).toBe(true);
    expect(await reconsidered(at)).toEqual([expect.stringContaining('all targets of the other')]);
    expect((await at.incidents()).at(-1)?.outcome).toMatchObject({
      name: 'asked',
      reason: 'shared-cause',
    });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('is made under policy warm too, before the standby is started', async () => {
    const at = await scene({
      jupiter: { quickAlarms: true, warm: ['signaling'] },
      config: 'services:\n  signaling:\n    policy: warm\n',
    });
    const before = at.clock.now();
    const met = atLastLook(at, 2, () => {
      at.jupiter.ec2.fault(at.pair.primaryId, 'recover');
      return { freezeMilliseconds: FROZEN_MS };
    });

    at.jupiter.ec2.fault(at.pair.primaryId, 'instance-impaired');
    await at.pass(900);

    expect(met()).toBe(true);
    expect(await reconsidered(at)).toEqual([expect.stringContaining('a moment ago')]);
    expect(at.changes(before)).toEqual([]);
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 1 });
  });

  it('refuses a switchover whose side in charge has failed meanwhile', async () => {
    const at = await scene();
    const met = atLastLook(at, 1, () => {
      at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
      return { freezeMilliseconds: FROZEN_MS };
    });
    const before = at.clock.now();

    await order(at, 'switchover');
    await at.pass(50);

    expect(met()).toBe(true);
    expect(await outcomeOf(at, 'refused')).toMatchObject({ reason: 'not-healthy' });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('that sees nothing is made again at once, and the failover goes on', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    const met = atLastLook(at, 2, () => {
      at.aws.world.faults.add({
        name: 'instances cannot be read',
        operation: 'DescribeInstances',
        matches: ({ cause }) => cause.kind === 'invocation',
        // Every try of one read, and of the same read asked a second time.
        times: 8,
        fault: { kind: 'error', code: 'InternalError', status: 500, when: 'before' },
      });
      return 'continue';
    });

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(600);

    const stops = at.changes().filter(({ call }) => call.operation === 'StopInstances');
    const failover = (await at.incidents()).find(({ outcome }) => outcome?.name === 'completed');
    const timeline = await at.timeline(failover?.id ?? '');
    const told = timeline.find(({ step }) => step === 'look-2')?.atMilliseconds ?? NaN;
    expect(met()).toBe(true);
    expect(stops).toHaveLength(1);
    // Sooner than an escalation of a fence, which would come after a minute.
    expect((stops[0]?.at ?? NaN) - told).toBeLessThan(30_000);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it('lets an intruder be that has gone by itself', async () => {
    const at = await scene();
    const before = at.clock.now();
    const met = atLastLook(at, 2, () => {
      at.jupiter.ec2.fault(at.pair.backupId, 'crash');
      return 'continue';
    });

    await at.asPerson('ec2', 'StartInstances', { InstanceIds: [at.pair.backupId] });
    await at.pass(240);

    expect(met()).toBe(true);
    expect(await reconsidered(at)).toEqual([expect.stringContaining('a moment ago')]);
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});

/** What last looks said against a fence, in all incidents. */
async function reconsidered(at: Scene): Promise<readonly string[]> {
  const told: string[] = [];
  for (const { id } of await at.incidents()) {
    told.push(...(await at.timeline(id)).map(({ sentence }) => sentence));
  }
  return told.filter((sentence) => sentence.startsWith('Not touched, by the last look'));
}

/** How many slots of the velocity limit were held, write by write. */
function slotsTaken(at: Scene): readonly number[] {
  return at.region.dynamodb
    .history(at.tableName)
    .filter(({ key }) => key['pk']?.S === 'velocity')
    .map(({ after }) => Object.keys(after?.['slots']?.M ?? {}).length);
}
