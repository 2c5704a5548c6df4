import { createVirtualClock } from '@understudy/clock';

import { createEvidence, EVIDENCE_LIFE_MS } from './evidence.ts';

interface Seen {
  readonly atMilliseconds: number;
  readonly blind?: string;
}

const START = 1_000_000;

function setUp() {
  const clock = createVirtualClock(START);
  return { clock, evidence: createEvidence<Seen>(clock) };
}

describe('the evidence of one invocation', () => {
  it('is the last look, as long as it is young', async () => {
    const { clock, evidence } = setUp();
    const look = { atMilliseconds: START };

    evidence.seen({ atMilliseconds: START - 400 });
    evidence.seen(look);
    await clock.advanceTo(START + EVIDENCE_LIFE_MS);

    expect(evidence.young()).toBe(look);
  });

  it('is none once it is older than that: a frozen environment that thaws looks anew', async () => {
    const { clock, evidence } = setUp();

    evidence.seen({ atMilliseconds: START });
    await clock.advanceTo(START + EVIDENCE_LIFE_MS + 1);

    expect(evidence.young()).toBeUndefined();
  });

  it('is none after a change of ours, until a look that was begun later', async () => {
    const { clock, evidence } = setUp();
    evidence.seen({ atMilliseconds: START });
    await clock.advanceTo(START + 10);

    evidence.changed();
    const after = [evidence.young()];
    evidence.seen({ atMilliseconds: START + 10 });
    after.push(evidence.young());
    evidence.seen({ atMilliseconds: START + 11 });

    expect([...after, evidence.young()]).toEqual([
      undefined,
      undefined,
      { atMilliseconds: START + 11 },
    ]);
  });

  it('is never a look that saw nothing', () => {
    const { evidence } = setUp();

    evidence.seen({ atMilliseconds: START, blind: 'NoAnswer' });

    expect(evidence.young()).toBeUndefined();
  });
});
