import { judgeLockOwner, ownerOf, type LockRecord } from './lock-rules.ts';
import { ownerId } from './owner-identity.ts';
import { LOCAL_CLOCK_SKEW_ALLOWANCE_MS, SIGNED_REQUEST_LIFE_MS } from './takeover-rules.ts';

const DEADLINE = 1_700_000_000_000;
const EXECUTION = 'arn:aws:lambda:eu-west-1:123456789012:function:dr:1/durable-execution/a/b';

function record(owner: string, change: Partial<LockRecord> = {}): LockRecord {
  return {
    call: 'call',
    run: { plan: 'konecta-erp', incident: 'dr-1', step: 'build', owner },
    statePath: 'bucket/key',
    startedAtMilliseconds: DEADLINE - 60_000,
    deadlineMilliseconds: DEADLINE,
    ...change,
  };
}

function judge(
  owner: LockRecord,
  ownerStatus: Parameters<typeof judgeLockOwner>[0]['ownerStatus'],
  nowMilliseconds: number,
) {
  return judgeLockOwner({
    record: owner,
    ownerStatus,
    ownerStatusWord: ownerStatus,
    nowMilliseconds,
  });
}

/** The very millisecond at which the last request of the call can still arrive. */
const LAST = DEADLINE + SIGNED_REQUEST_LIFE_MS;

describe('the call that a lock’s record names', () => {
  it.each([
    ['terminal', LAST, false],
    ['terminal', LAST + 1, true],
    ['gone', LAST + 1, true],
    ['running', LAST + 86_400_000, false],
    ['unknown', LAST + 86_400_000, false],
  ] as const)('of an execution that is %s is finished at %i: %s', (status, now, allowed) => {
    expect(judge(record(EXECUTION), status, now).allowed).toBe(allowed);
  });

  it('of a person’s machine is given the skew of its clock', () => {
    const local = record('local:one', { deadlineMilliseconds: DEADLINE });
    const early = DEADLINE + LOCAL_CLOCK_SKEW_ALLOWANCE_MS;

    expect(judge(local, 'not-an-execution', early).allowed).toBe(false);
    expect(judge(local, 'not-an-execution', LAST + 1).allowed).toBe(true);
  });

  it('that saw the end of its own processes is finished at once', () => {
    const finished = record(EXECUTION, { finishedAtMilliseconds: DEADLINE - 30_000 });

    expect(judge(finished, 'running', DEADLINE - 29_999)).toMatchObject({
      allowed: true,
      reason: expect.stringContaining('saw the end'),
    });
  });

  it('says when to look again', () => {
    expect(judge(record(EXECUTION), 'terminal', DEADLINE)).toMatchObject({
      allowed: false,
      lookAgainAtMilliseconds: LAST + 1,
    });
  });
});

describe('an owner', () => {
  it.each([EXECUTION, 'local:one', 'local:a:b'])('%s is read from its id', (id) => {
    expect(ownerId(ownerOf(id))).toBe(id);
  });
});
