import fc from 'fast-check';

import { aLook, anObservation, judge, NOW, SILENCE, type Said } from '../../test/observations.ts';

const anyResult = fc.constantFrom('yes', 'no', 'no-answer', 'not-asked' as const);
const anySaid: fc.Arbitrary<Said> = fc.record({
  control: fc.constantFrom('yes', 'yes', 'yes', 'no-answer' as const),
  application: anyResult,
  database: fc.constantFrom('yes', 'no', 'no-answer', 'not-asked', 'recovering' as const),
  balancer: anyResult,
  replication: anyResult,
});
/** Mostly silence, so that losses are among them. */
const anyLooks = fc
  .array(
    fc.record({
      ago: fc.integer({ min: 0, max: 600 }),
      said: fc.oneof(
        { weight: 100, arbitrary: fc.constant(SILENCE) },
        { weight: 1, arbitrary: anySaid },
      ),
    }),
    { minLength: 8, maxLength: 30 },
  )
  .map((looks) =>
    [...looks].sort((a, b) => b.ago - a.ago).map(({ ago, said }) => aLook(ago, said)),
  );

describe('judgeOutage, for any two observers', () => {
  it('says lost only when two have seen nothing serve through the window, without a gap', () => {
    let losses = 0;
    fc.assert(
      fc.property(anyLooks, anyLooks, (one, other) => {
        const found = judge(anObservation('observer', one), anObservation('witness', other));
        if (found.verdict !== 'lost') return;
        losses++;
        for (const looks of [one, other]) {
          const newest = looks.at(-1)?.atMilliseconds ?? 0;
          const window = looks.filter(({ atMilliseconds }) => atMilliseconds >= newest - 240_000);
          expect(NOW - newest).toBeLessThanOrEqual(150_000);
          expect(looks[0]?.atMilliseconds).toBeLessThanOrEqual(newest - 300_000);
          for (const look of window) {
            expect(look.control.result).toBe('yes');
            expect(look.sensors.map(({ result }) => result)).not.toContain('yes');
          }
        }
      }),
      { numRuns: 2_000, seed: 7 },
    );
    expect(losses).toBeGreaterThan(50);
  });

  it('is never made to say lost by taking a look away, or an observer', () => {
    fc.assert(
      fc.property(anyLooks, anyLooks, fc.nat(), (one, other, index) => {
        const without = one.filter((_look, at) => at !== index % Math.max(1, one.length));
        const whole = judge(anObservation('observer', one), anObservation('witness', other));
        const alone = judge(anObservation('observer', one));
        expect(alone.verdict).not.toBe('lost');
        const says = one[index % Math.max(1, one.length)];
        // A look that served or was blind may have been what kept it from being lost.
        const mattered = says?.sensors.some(({ result }) => result !== 'no-answer');
        if (whole.verdict === 'lost' || mattered || says?.control.result !== 'yes') return;
        const less = judge(anObservation('observer', without), anObservation('witness', other));
        expect(less.verdict).not.toBe('lost');
      }),
      { numRuns: 1_000, seed: 7 },
    );
  });
});
