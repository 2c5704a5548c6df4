import { FREE_LEASE } from './lease-rules.ts';
import type { Intent, Lease } from './model.ts';
import {
  decideTakeover,
  LOCAL_CLOCK_SKEW_ALLOWANCE_MS,
  SIGNED_REQUEST_LIFE_MS,
  type OwnerStatus,
  type TakeoverDecision,
} from './takeover-rules.ts';

const DEADLINE = Date.UTC(2026, 0, 1, 12, 0, 0);
const SEND_BY = DEADLINE + 10_000;
const DEAD_AT = SEND_BY + SIGNED_REQUEST_LIFE_MS;
const LOCAL_OVER_AT = DEADLINE + LOCAL_CLOCK_SKEW_ALLOWANCE_MS;
const DECLARED = { by: 'operator', reason: 'its host burnt', atMilliseconds: DEADLINE - 5_000 };

const STOP: Intent = {
  sequence: 7,
  phase: 'fence',
  call: 'ec2:StopInstances',
  on: ['i-0primary'],
  from: 'running',
  to: 'stopped',
  sendByMilliseconds: SEND_BY,
};

function lease(change: Partial<Lease> = {}): Lease {
  return {
    term: 4,
    owner: { kind: 'execution', executionArn: 'arn:one' },
    turn: 2,
    turnDeadlineMilliseconds: DEADLINE,
    unsettled: [],
    lastSequence: 7,
    ...change,
  };
}

const LOCAL = lease({ owner: { kind: 'local', id: 'laptop', person: 'operator' } });
const STOPPING = lease({ unsettled: [STOP] });

function judge(
  of: Lease,
  ownerStatus: OwnerStatus,
  nowMilliseconds: number,
  seen: readonly number[] = [],
): TakeoverDecision {
  return decideTakeover({
    lease: of,
    ownerStatus,
    ownerStatusWord: ownerStatus.toUpperCase(),
    evidence: ({ sequence }) => (seen.includes(sequence) ? 'effect-seen' : 'unknown'),
    nowMilliseconds,
  });
}

describe('decideTakeover', () => {
  it.each<[string, Lease, OwnerStatus, number]>([
    ['a running owner, long after its deadline', lease(), 'running', DEADLINE + 86_400_000],
    ['an owner whose end is not known', lease(), 'unknown', DEADLINE + 86_400_000],
    ['an execution said to be none', lease(), 'not-an-execution', DEADLINE + 86_400_000],
    ['a lease that nobody holds', FREE_LEASE, 'gone', DEADLINE * 2],
  ])('never takes from %s, and names no time to look again', (_, of, status, now) => {
    const decision = judge(of, status, now);

    expect(decision.allowed).toBe(false);
    expect(decision).not.toHaveProperty('lookAgainAtMilliseconds');
    expect(decision.reason).not.toBe('');
  });

  it.each<[string, Lease, OwnerStatus, number]>([
    ['terminal', lease(), 'terminal', DEADLINE],
    ['gone', lease(), 'gone', DEADLINE],
    ['local', LOCAL, 'not-an-execution', LOCAL_OVER_AT],
    ['declared over while running', lease({ declaredOver: DECLARED }), 'running', DEADLINE],
    ['declared over, status unknown', lease({ declaredOver: DECLARED }), 'unknown', DEADLINE],
    ['terminal with an open call', STOPPING, 'terminal', DEAD_AT],
    ['gone with an open call', STOPPING, 'gone', DEAD_AT],
    ['local with an open call', { ...LOCAL, unsettled: [STOP] }, 'not-an-execution', DEAD_AT],
    [
      'declared over with an open call',
      { ...STOPPING, declaredOver: DECLARED },
      'running',
      DEAD_AT,
    ],
  ])(
    'waits for an owner that is %s to the last millisecond, and no longer',
    (_, of, status, end) => {
      const atTheEnd = judge(of, status, end);
      const after = judge(of, status, end + 1);

      expect(atTheEnd).toMatchObject({ allowed: false, lookAgainAtMilliseconds: end + 1 });
      expect(after.allowed).toBe(true);
    },
  );

  it.each<[string, readonly number[], boolean]>([
    ['whose effect is seen', [7], true],
    ['whose effect is not seen', [8], false],
  ])('asks of a call %s whether it is settled', (_, seen, allowed) => {
    const decision = judge(STOPPING, 'terminal', DEADLINE + 1, seen);

    expect(decision.allowed).toBe(allowed);
  });

  it('takes nothing before the deadline, though every effect is seen', () => {
    const decision = judge(STOPPING, 'terminal', DEADLINE, [7]);

    expect(decision).toMatchObject({ allowed: false, lookAgainAtMilliseconds: DEADLINE + 1 });
  });

  it('waits for the last of several calls', () => {
    const late = { ...STOP, sequence: 8, sendByMilliseconds: SEND_BY + 1_000 };

    const decision = judge(lease({ unsettled: [STOP, late] }), 'gone', DEAD_AT + 1);

    expect(decision).toMatchObject({ lookAgainAtMilliseconds: DEAD_AT + 1_001 });
  });

  it.each<[Lease, OwnerStatus, object]>([
    [lease(), 'terminal', { by: 'terminal', status: 'TERMINAL' }],
    [lease(), 'gone', { by: 'gone-and-turn-over' }],
    [LOCAL, 'not-an-execution', { by: 'local-turn-over' }],
    [
      lease({ declaredOver: DECLARED }),
      'running',
      { by: 'declared', person: 'operator', reason: 'its host burnt' },
    ],
    [lease({ declaredOver: DECLARED }), 'terminal', { by: 'terminal', status: 'TERMINAL' }],
  ])('proves for the very lease that was judged (%#)', (of, status, proof) => {
    const decision = judge(of, status, DEADLINE + 86_400_000);

    expect(decision).toMatchObject({
      allowed: true,
      proof: { judged: { term: 4, turn: 2, lastSequence: 7 }, ...proof },
    });
  });

  it('says in words what it waits for, and until when', () => {
    const decision = judge(STOPPING, 'terminal', DEADLINE);

    expect(decision.reason).toBe(
      "The owner's execution is over (TERMINAL), but its turn may go on until " +
        '2026-01-01T12:00:00.000Z; ec2:StopInstances on i-0primary may arrive until ' +
        '2026-01-01T12:05:10.000Z.',
    );
  });
});
