import { judgeVelocity, type VelocitySlot } from './velocity-rules.ts';

const NOW = 1_700_000_000_000;

function slots(zones: string, atMilliseconds = NOW): readonly VelocitySlot[] {
  return [...zones].map((zone, index) => ({ incidentId: `i-${index}`, zone, atMilliseconds }));
}

function judge(taken: readonly VelocitySlot[], zone: string, incidentId = 'new') {
  return judgeVelocity({
    slots: taken,
    incidentId,
    zone,
    nowMilliseconds: NOW,
    windowSeconds: 300,
    limit: 5,
    zoneLimit: 8,
  });
}

describe('judgeVelocity', () => {
  it.each<[string, string, string, boolean, number, number]>([
    ['the first', '', 'a', true, 1, 1],
    ['a fifth zone', 'abcd', 'e', true, 5, 1],
    ['a sixth zone', 'abcde', 'f', false, 5, 0],
    ['one more of a zone that failed', 'aaaaaa', 'a', true, 1, 7],
    ['the eighth of a zone', 'aaaaaaa', 'a', true, 1, 8],
    ['the ninth of a zone', 'aaaaaaaa', 'a', false, 1, 8],
    ['a second zone beside two of a zone', 'aa', 'b', true, 3, 1],
    ['the fifth in two zones', 'aabb', 'b', true, 5, 3],
    ['the sixth in two zones', 'aaabb', 'b', false, 5, 2],
    ['a second zone beside one that failed with more', 'aaaaaaa', 'b', false, 1, 0],
  ])('judges %s (taken "%s", now %s)', (_, taken, zone, granted, events, inZone) => {
    const decision = judge(slots(taken), zone);

    expect(decision).toMatchObject({ granted, taken: events, inZone, alreadyHeld: false });
  });

  it('lets an incident that has its slot go on, though the limit is reached', () => {
    const decision = judge(slots('abcde'), 'e', 'i-4');

    expect(decision).toMatchObject({ granted: true, alreadyHeld: true, taken: 5, inZone: 1 });
  });

  it.each([
    [NOW - 300_000, false],
    [NOW - 300_001, true],
    [NOW + 1_000, false],
  ])('counts slots of the window only (slots at %i)', (atMilliseconds, granted) => {
    const decision = judge(slots('abcde', atMilliseconds), 'f');

    expect(decision.granted).toBe(granted);
  });

  it('says what it would have come to', () => {
    const decision = judge(slots('abcde'), 'f');

    expect(decision.reason).toBe('It would be 6 of 5 events, 1 of 8 in f within 300 s.');
  });
});
