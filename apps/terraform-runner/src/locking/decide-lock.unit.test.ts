import type { LockRecord, TakeoverDecision } from '@understudy/leases';
import { decideLock, type LockQuestion } from './decide-lock.ts';
import { isOwnLock } from './recognise-lock.ts';

const LOCK = {
  id: 'lock-1',
  who: 'root@vm',
  createdAt: '2026-11-22T11:18:01.449Z',
  operation: 'Apply',
};
const RECORD: LockRecord = {
  call: 'call-1',
  run: { plan: 'konecta-erp', incident: 'dr-1', step: 'build', owner: 'local:one' },
  statePath: 'b/k',
  startedAtMilliseconds: 0,
  deadlineMilliseconds: 1,
  lockId: 'lock-1',
};
const FINISHED: TakeoverDecision = {
  allowed: true,
  proof: { judged: { term: 1, turn: 1, lastSequence: 1 }, by: 'local-turn-over' },
  reason: 'It is over.',
};
const ALIVE: TakeoverDecision = { allowed: false, reason: 'It may go on.' };
const { lockId: _known, ...WITHOUT_ID } = RECORD;

function decide(change: Partial<LockQuestion>) {
  return decideLock({
    lock: undefined,
    record: undefined,
    owner: undefined,
    waitedMilliseconds: 60_000,
    patienceMilliseconds: 60_000,
    ...change,
  });
}

describe('the lock of a state', () => {
  it.each<[string, Partial<LockQuestion>, string]>([
    ['nobody has it', {}, 'go'],
    ['somebody else has it', { lock: LOCK }, 'ask'],
    ['a live call has it', { lock: LOCK, record: RECORD, owner: ALIVE }, 'locked'],
    ['a live call is between two steps', { record: RECORD, owner: ALIVE }, 'locked'],
    [
      'a live call, its lock not known yet',
      { lock: LOCK, record: WITHOUT_ID, owner: ALIVE },
      'locked',
    ],
    ['a dead call left it', { lock: LOCK, record: RECORD, owner: FINISHED }, 'remove'],
    ['a dead call left none', { record: RECORD, owner: FINISHED }, 'go'],
    [
      'a dead call had another',
      { lock: { ...LOCK, id: 'lock-2' }, record: RECORD, owner: FINISHED },
      'ask',
    ],
    ['a dead call’s was never known', { lock: LOCK, record: WITHOUT_ID, owner: FINISHED }, 'ask'],
  ])('%s: %s', (_what, change, action) => {
    expect(decide(change)).toMatchObject({ action });
  });

  it('is waited for before anybody is asked', () => {
    const soon = { waitedMilliseconds: 59_999 };

    expect(decide({ lock: LOCK, ...soon }).action).toBe('wait');
    expect(decide({ lock: LOCK, record: RECORD, owner: ALIVE, ...soon }).action).toBe('wait');
  });

  it('is removed by the id on record, and what it replaces is named', () => {
    expect(decide({ lock: LOCK, record: RECORD, owner: FINISHED })).toMatchObject({
      lockId: 'lock-1',
      record: RECORD,
    });
    expect(decide({ record: RECORD, owner: FINISHED })).toMatchObject({ replaces: RECORD });
  });

  it('is told with its holder, its time and its id', () => {
    expect(decide({ lock: LOCK }).sentence).toMatch(/root@vm since 2026-11-22.*lock-1/);
    expect(decide({ lock: LOCK, record: RECORD, owner: ALIVE }).sentence).toMatch(
      /run dr-1, step build, of local:one/,
    );
  });
});

describe('a lock that was read', () => {
  const createdAt = Date.parse(LOCK.createdAt);

  it.each([
    ['made between the first word and the first under the lock', -1, 1, true],
    ['made in that very millisecond', 0, 0, true],
    ['made before the process began', 1, 2, false],
    ['made after it had the lock: somebody took it since', -2, -1, false],
  ])('%s: its own: %s', (_what, first, underLock, own) => {
    const said = {
      firstAtMilliseconds: createdAt + first,
      underLockAtMilliseconds: createdAt + underLock,
    };

    expect(isOwnLock(LOCK, said)).toBe(own);
  });

  it('with a time that is none is nobody’s', () => {
    const said = { firstAtMilliseconds: 0, underLockAtMilliseconds: Infinity };

    expect(isOwnLock({ ...LOCK, createdAt: 'yesterday' }, said)).toBe(false);
  });
});
