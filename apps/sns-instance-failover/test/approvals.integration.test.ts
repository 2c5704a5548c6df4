import { lastOutcome, order, outcomeOf, scene } from './packaged.ts';

type Scene = Awaited<ReturnType<typeof scene>>;

/** A question stands: the backup in charge fails while the primary is suspect. */
async function asked(): Promise<Scene> {
  const at = await scene({ jupiter: { quickAlarms: true } });
  at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
  await at.pass(1_800);
  at.jupiter.ec2.fault(at.pair.backupId, 'app-dead');
  await at.pass(180);
  return at;
}

async function answer(at: Scene, verdict: 'approved' | 'refused'): Promise<string> {
  const incident = (await at.incidents()).at(-1);
  const approvalId = incident?.approval?.id ?? 'none';
  await at.during(
    at.store.answerApproval(incident?.id ?? 'none', approvalId, {
      verdict,
      by: 'operator',
      comment: 'a test',
      atMilliseconds: at.clock.now(),
    }),
  );
  return approvalId;
}

describe('a question to a person', () => {
  it('that is approved: the next look acts', async () => {
    const at = await asked();
    const question = await lastOutcome(at);

    await answer(at, 'approved');
    await at.pass(240);

    expect(question).toMatchObject({ name: 'asked', reason: 'standby-suspect' });
    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 3 });
    expect(at.region.elbv2.routable(at.pair.targetGroupName)).toEqual([at.pair.primaryId]);
    expect(await at.violations()).toEqual([]);
  });

  it('that is approved by an order acts at once', async () => {
    const at = await asked();

    const approvalId = await answer(at, 'approved');
    await order(at, 'approve', { approvalId });
    await at.pass(100);

    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 3 });
    expect(await at.violations()).toEqual([]);
  });

  it('that is approved after the world has changed is followed by a fresh look', async () => {
    const at = await asked();
    const since = at.clock.now();

    // Well again before the next look, which is the first to hear of the answer.
    at.jupiter.ec2.fault(at.pair.backupId, 'recover');
    await answer(at, 'approved');
    const approved = (await at.incidents()).at(-1);
    await at.pass(285);

    const looked = (await at.incidents()).find(({ id }) => id === approved?.id);
    expect(approved?.approval?.answer).toMatchObject({ verdict: 'approved' });
    expect(looked?.executions.length).toBeGreaterThan(approved?.executions.length ?? NaN);
    expect(looked?.outcome?.name).toBe('nothing-to-do');
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('that is refused holds: nothing is changed', async () => {
    const at = await asked();
    const since = at.clock.now();

    await answer(at, 'refused');
    await at.pass(240);

    expect(await lastOutcome(at)).toMatchObject({ name: 'held', reason: 'approval-refused' });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('that nobody answers expires, and is asked anew', async () => {
    const at = await asked();
    const first = (await at.incidents()).at(-1)?.approval;
    const since = at.clock.now();

    await at.pass(1_900);
    const second = (await at.incidents()).at(-1)?.approval;

    expect(second?.id).not.toBe(first?.id);
    expect(second?.answer).toBeUndefined();
    await expect(
      at.during(
        at.store.answerApproval((await at.incidents()).at(-1)?.id ?? '', first?.id ?? '', {
          verdict: 'approved',
          by: 'operator',
          comment: 'too late',
          atMilliseconds: at.clock.now(),
        }),
      ),
    ).rejects.toMatchObject({ code: 'ApprovalUnknown' });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('that was asked for an older epoch is refused', async () => {
    const at = await asked();
    const approvalId = await answer(at, 'approved');
    await order(at, 'run', { force: true });
    await at.pass(300);
    const since = at.clock.now();

    await order(at, 'approve', { approvalId, expectedActive: 'backup', expectedEpoch: 2 });
    await at.pass(60);

    expect((await at.record()).state).toMatchObject({ active: 'primary', epoch: 3 });
    expect(await outcomeOf(at, 'refused')).toMatchObject({ reason: 'order-out-of-date' });
    expect(at.changes(since)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});
