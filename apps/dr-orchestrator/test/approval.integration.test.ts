import type { RegionScene } from '@understudy/fault-simulation';

import { redeploy, regionScene, rootWith } from './scenes.ts';
import {
  changeNames,
  lastIncident,
  orderRun,
  phases,
  promoted,
  recoveries,
  successes,
  untilEnded,
} from './stories.ts';

const SETTLING_SECONDS = 130;
/** The confirm window, and the look that asks. */
const ASKED_SECONDS = 600;
const RECOVERED_SECONDS = 3_600;
const MINUTE_SECONDS = 60;

/** Nothing is begun before a person's yes; the application's own page is a sensor. */
function byApproval(yaml: string): string {
  return `${yaml.replace('trigger: automatic', 'trigger: approval')}
observing:
  endpoint: https://konecta-erp.example/health
`;
}

async function lost(): Promise<{ readonly at: RegionScene; readonly back: () => void }> {
  const at = await regionScene({
    konecta: { prepared: true },
    settlingSeconds: SETTLING_SECONDS,
    plan: byApproval,
  });
  const back = at.losePrimary();
  await at.pass(ASKED_SECONDS);
  return { at, back };
}

async function answer(at: RegionScene, verdict: 'approved' | 'refused'): Promise<void> {
  const { id, approval } = await lastIncident(at);
  const given = { verdict, by: 'operator', comment: 'seen', atMilliseconds: at.clock.now() };
  await at.during(at.stores.recovery.answerApproval(id, approval?.id ?? '', given));
}

/** Messages to people, with when. */
function messages(at: RegionScene): readonly { readonly at: number; readonly text: string }[] {
  return at.aws.world.log.entries.flatMap((entry) =>
    entry.kind === 'call' && entry.call.operation === 'Publish'
      ? [{ at: entry.at, text: String((entry.call.input as { Message?: string }).Message) }]
      : [],
  );
}

function userChanges(at: RegionScene): readonly string[] {
  return changeNames(at).filter((name) => !/^(dynamodb|lambda|sns|sqs|logs):/.test(name));
}

describe('a plan that begins after a yes', () => {
  it('asks once there is a loss, with the command, and changes nothing', async () => {
    const { at } = await lost();

    const { id, outcome, approval } = await lastIncident(at);
    expect(outcome).toMatchObject({
      name: 'asked',
      reason: 'begin',
      next: `understudy approve ${id}`,
      sentence: expect.stringMatching(
        /us-east-1 is lost: .* begins after a person's yes/,
      ) as string,
    });
    expect(approval).toMatchObject({ epoch: 1, question: expect.any(String) as string });
    expect(await phases(at)).toEqual({ outage: 'asked' });
    expect(userChanges(at)).toEqual([]);
    expect((await at.record()).lease.owner).toBeUndefined();
  });

  it('tells people when it asks, then every 15 minutes, also when it asks anew', async () => {
    const { at } = await lost();

    await at.pass(50 * MINUTE_SECONDS);

    const told = messages(at).filter(({ text }) => text.includes('"outcome":"asked"'));
    const gaps = told.slice(1).map(({ at: one }, index) => (one - (told[index]?.at ?? 0)) / 60_000);
    expect(told[0]?.text).toContain('understudy approve dr-konecta-erp-');
    expect(told).toHaveLength(4);
    for (const gap of gaps) expect(Math.round(gap)).toBeGreaterThanOrEqual(15);
    for (const gap of gaps) expect(Math.round(gap)).toBeLessThanOrEqual(17);
    expect(promoted(at)).toBe(0);
  });

  it('goes on after a yes', async () => {
    const { at } = await lost();
    await answer(at, 'approved');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(successes(at)).toBe(1);
    expect(promoted(at)).toBe(1);
    expect(await at.incidents()).toHaveLength(1);
  });

  it('knows after an hour when the region was lost, and how far the replica was behind then', async () => {
    const { at } = await lost();
    await at.pass(50 * MINUTE_SECONDS);
    await answer(at, 'approved');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect((await lastIncident(at)).outcome).toMatchObject({ name: 'completed' });
    expect(promoted(at)).toBe(1);
  });

  it('looks afresh after a yes: a region that came back meanwhile is left alone', async () => {
    const { at, back } = await lost();
    back();
    await answer(at, 'approved');
    await at.pass(10 * MINUTE_SECONDS);

    expect((await lastIncident(at)).outcome).toMatchObject({
      name: 'nothing-to-do',
      reason: 'primary-healthy',
    });
    expect(userChanges(at)).toEqual([]);
  });

  it('stops at a no, and asks nobody again; an order goes on', async () => {
    const { at } = await lost();
    await answer(at, 'refused');
    await at.pass(5 * MINUTE_SECONDS);
    const runs = recoveries(at).length;
    await at.pass(20 * MINUTE_SECONDS);

    expect((await lastIncident(at)).outcome).toMatchObject({
      name: 'needs-operator',
      reason: 'approval-refused',
      next: expect.stringContaining('understudy run dr --reason') as string,
    });
    expect(recoveries(at)).toHaveLength(runs);
    expect(userChanges(at)).toEqual([]);

    await orderRun(at, 'after-all');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);
    expect(promoted(at)).toBe(1);
  });

  it('takes no yes that comes after it expired, and asks anew', async () => {
    const { at } = await lost();
    const { approval: first } = await lastIncident(at);
    // The observer's look that would ask anew is held up until the late answer is there.
    const late = (first?.expiresAtMilliseconds ?? 0) - at.clock.now() + 1_000;
    const broken = at.aws.world.faults.add({
      name: 'no looks',
      service: 'lambda',
      operation: 'Invoke',
      functionName: 'understudy-dev-region-observer',
      fault: { kind: 'error', code: 'ServiceException', status: 500, when: 'before' },
    });
    await at.pass(late / 1_000);
    await answer(at, 'approved').catch(() => undefined);
    broken();
    await at.pass(3 * MINUTE_SECONDS);

    const { outcome, approval } = await lastIncident(at);
    expect(outcome).toMatchObject({ name: 'asked', reason: 'begin' });
    expect(approval?.id).not.toBe(first?.id);
    expect(approval?.answer).toBeUndefined();
    expect(userChanges(at)).toEqual([]);
  });

  it('takes no yes that was given to an older plan, asks of the one that runs now, and goes on', async () => {
    const root = rootWith(byApproval);
    const at = await regionScene({
      konecta: { prepared: true },
      settlingSeconds: SETTLING_SECONDS,
      plan: byApproval,
      root,
    });
    at.losePrimary();
    await at.pass(ASKED_SECONDS);
    const { approval: first } = await lastIncident(at);

    redeploy(at, root, (yaml) => byApproval(yaml).replace('rto-minutes: 35', 'rto-minutes: 40'));
    await answer(at, 'approved');
    await at.pass(3 * MINUTE_SECONDS);

    const { id, outcome, approval } = await lastIncident(at);
    expect(outcome).toMatchObject({ name: 'asked', reason: 'begin' });
    expect(approval?.planHash).not.toBe(first?.planHash);
    expect(approval?.id).not.toBe(first?.id);
    expect(approval?.answer).toBeUndefined();
    expect(userChanges(at)).toEqual([]);
    expect((await at.incidents()).map((one) => one.id)).toEqual([id]);

    await answer(at, 'approved');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);
    expect(promoted(at)).toBe(1);
  });

  it('refuses an order for an older epoch, and says which it is', async () => {
    const { at } = await lost();
    const order = { kind: 'approve', by: 'operator', reason: 'yes', id: 'old', expectedEpoch: 0 };
    await at.invokeEntry({ order });
    await untilEnded(at);

    const results = recoveries(at).map(({ journal }) => journal.result ?? '');
    expect(results.find((one) => one.includes('epoch-moved'))).toContain('is at epoch 1');
    expect(userChanges(at)).toEqual([]);
  });
});
