import { systemClock } from '@understudy/clock';
import { createLockRecords, type LockRecord, type LockRecords } from '../../src/index.ts';
import { loseAnswer } from '../tampered-client.ts';
import { KEY, NOW, type Subject } from './subject.ts';

const PLACE = { plan: 'konecta-erp', statePath: 'bucket/dr/terraform.tfstate' };

function record(call: string, change: Partial<LockRecord> = {}): LockRecord {
  return {
    call,
    run: { plan: PLACE.plan, incident: 'dr-1', step: 'build', owner: 'local:one' },
    statePath: PLACE.statePath,
    startedAtMilliseconds: NOW,
    deadlineMilliseconds: NOW + 60_000,
    ...change,
  };
}

/** Who works on a state of Terraform's. */
export function lockRecordContract(subject: () => Subject): void {
  function records(): LockRecords {
    return createLockRecords({ ...subject(), clock: systemClock });
  }

  it('are begun once: two calls at the same moment have one winner', async () => {
    const begun = await Promise.all(['a', 'b', 'c'].map((call) => records().begin(record(call))));

    expect(begun.filter((won) => won)).toHaveLength(1);
    expect((await records().read(PLACE)).record).toMatchObject({ statePath: PLACE.statePath });
  });

  it('are replaced only as they were judged', async () => {
    const first = record('first');
    await records().begin(first);
    await records().renew(first, NOW + 90_000);

    const outdated = await records().begin(record('second'), first);
    const judged = (await records().read(PLACE)).record;
    const replaced = judged !== undefined && (await records().begin(record('second'), judged));

    expect([outdated, replaced]).toEqual([false, true]);
    expect((await records().read(PLACE)).record?.call).toBe('second');
  });

  it('obey their own call alone', async () => {
    const first = record('first');
    const second = record('second');
    await records().begin(first);
    await records().begin(second, first);

    expect(await records().renew(first, NOW + 1)).toBe(false);
    expect(await records().learn(first, 'lock-of-first')).toBe(false);
    await records().end(first);
    await records().finish(first, NOW);

    expect((await records().read(PLACE)).record).toEqual(second);
  });

  it('learn the lock, and end or say that they have finished', async () => {
    const own = record('own');
    await records().begin(own);
    await records().learn(own, 'lock-1');
    await records().finish(own, NOW + 5);
    const finished = (await records().read(PLACE)).record;
    await records().end(own);

    expect(finished).toEqual({ ...own, lockId: 'lock-1', finishedAtMilliseconds: NOW + 5 });
    expect(await records().read(PLACE)).toEqual({});
  });

  it('are found again by a call whose answer was lost', async () => {
    const losing = loseAnswer(subject().client, 0);
    await records()
      .begin(record('own'))
      .catch(() => undefined);
    losing.restore();

    expect(await records().begin(record('own'))).toBe(true);
    expect(await records().begin(record('other'))).toBe(false);
  });

  it('remember the newest state, and let no older one take its place', async () => {
    for (const serial of [3, 5, 4]) await records().saw(PLACE, { lineage: 'a', serial });
    await records().saw(PLACE, { lineage: 'b', serial: 99 });

    expect((await records().read(PLACE)).seen).toEqual({ lineage: 'a', serial: 5 });
  });

  it('keep states apart, and stand beside the plan without being taken for a part of it', async () => {
    const other = { ...PLACE, statePath: 'bucket/another' };
    await records().begin(record('own'));
    await records().saw(other, { lineage: 'a', serial: 1 });

    expect((await records().read(other)).record).toBeUndefined();
    expect((await subject().store.readService(`plan#${PLACE.plan}`)).lease.term).toBe(0);
    expect((await subject().store.readService(KEY)).lease.term).toBe(0);
  });
}
