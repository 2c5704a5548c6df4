import { appendIntent, decideOpen, FREE_LEASE, stillUnsettled } from './lease-rules.ts';
import type { Intent, Lease, OpenIncident, Owner } from './model.ts';
import type { OwnerProof } from './takeover-rules.ts';

const OURS: Owner = { kind: 'execution', executionArn: 'arn:ours' };
const THEIRS: Owner = { kind: 'local', id: 'laptop', person: 'operator' };
const OPEN: OpenIncident = { id: 'incident-1', joined: [], joinedCount: 0 };
const USED: Lease = { ...FREE_LEASE, term: 3, turn: 2, lastSequence: 9 };
const HELD: Lease = { ...USED, owner: THEIRS };
const OWN: Lease = { ...USED, owner: OURS };
const OVER: Lease = {
  ...OWN,
  declaredOver: { by: 'operator', reason: 'gone', atMilliseconds: 1 },
};

function proof(change: Partial<OwnerProof['judged']> = {}): OwnerProof {
  return {
    judged: { term: 3, turn: 2, lastSequence: 9, ...change },
    by: 'terminal',
    status: 'FAILED',
  };
}

function intent(sequence: number): Intent {
  return {
    sequence,
    phase: 'fence',
    call: 'ec2:StopInstances',
    on: ['i-0primary'],
    from: 'running',
    to: 'stopped',
    sendByMilliseconds: 1_000,
    token: `token-${sequence}`,
  };
}

describe('decideOpen', () => {
  it.each<[string, Lease, OpenIncident | undefined, OwnerProof | undefined, object]>([
    ['free', USED, undefined, undefined, { move: 'take', incident: 'new', takeover: false }],
    ['left open', USED, OPEN, undefined, { move: 'take', incident: 'same', takeover: false }],
    ['ours', OWN, OPEN, undefined, { move: 'next-turn' }],
    ['ours, declared over', OVER, OPEN, undefined, { move: 'declared-over' }],
    ["another's", HELD, OPEN, undefined, { move: 'join', incidentId: 'incident-1' }],
    ["another's, closing", HELD, undefined, undefined, { move: 'busy' }],
    ['proved', HELD, OPEN, proof(), { move: 'take', incident: 'same', takeover: true }],
    ['proved for an older term', HELD, OPEN, proof({ term: 2 }), { move: 'join' }],
    ['proved for an older turn', HELD, OPEN, proof({ turn: 1 }), { move: 'join' }],
    ['proved before an intent', HELD, OPEN, proof({ lastSequence: 8 }), { move: 'join' }],
  ])('decides for a lease that is %s', (_, lease, open, given, expected) => {
    const record = { lease, ...(open === undefined ? {} : { openIncident: open }) };
    const request = { owner: OURS, ...(given === undefined ? {} : { proof: given }) };

    const move = decideOpen(record, request);

    expect(move).toMatchObject(expected);
  });
});

describe('appendIntent', () => {
  it('gives the next number over all terms, and drops what is settled', () => {
    const lease = { ...OWN, unsettled: [intent(8), intent(9)] };

    const move = appendIntent(lease, { ...intent(0), token: 'new' }, [8]);

    expect(move).toMatchObject({ move: 'append', intent: { sequence: 10 } });
    expect(move.move === 'append' && move.unsettled.map(({ sequence }) => sequence)).toEqual([
      9, 10,
    ]);
  });

  it('finds the intent that has its token, and leaves the list alone', () => {
    const lease = { ...OWN, unsettled: [intent(8), intent(9)] };

    const move = appendIntent(lease, intent(9), [9]);

    expect(move).toEqual({ move: 'found', intent: intent(9) });
  });

  it.each([
    [15, 'append'],
    [16, 'full'],
  ])('with %i open calls it comes to %s', (count, expected) => {
    const unsettled = Array.from({ length: count }, (_, index) => intent(index + 1));

    const { move } = appendIntent({ ...OWN, unsettled }, { ...intent(0), token: 'new' }, [99]);

    expect(move).toBe(expected);
  });
});

describe('a change that is sent again while it is open', () => {
  it("marks both, since an effect that is seen may be the other one's", () => {
    const { sequence, ...again } = intent(10);

    const move = appendIntent({ ...OWN, unsettled: [intent(sequence - 1)] }, again, []);

    expect(move).toMatchObject({
      move: 'append',
      unsettled: [
        { sequence: 9, repeated: true },
        { sequence: 10, repeated: true },
      ],
    });
  });

  it('marks neither when the first one was settled before', () => {
    const { sequence, ...again } = intent(10);

    const move = appendIntent({ ...OWN, unsettled: [intent(9)] }, again, [9]);

    expect(move).toMatchObject({ move: 'append', unsettled: [{ sequence }] });
    expect(JSON.stringify(move)).not.toContain('repeated');
  });
});

describe('stillUnsettled', () => {
  it('leaves what is not named as settled', () => {
    const lease = { ...OWN, unsettled: [intent(7), intent(8), intent(9)] };

    expect(stillUnsettled(lease, [8, 1])).toEqual([intent(7), intent(9)]);
  });
});
