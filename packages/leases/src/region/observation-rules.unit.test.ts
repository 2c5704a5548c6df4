import { ageSeconds, LOOKS_KEPT_MAX, withLook } from './observation-rules.ts';
import type { RegionLook, SensorResult } from './region-model.ts';

function aLook(second: number, result: SensorResult): RegionLook {
  return {
    atMilliseconds: second * 1_000,
    control: { sensor: 'control', result: 'yes', words: 'reached' },
    sensors: [{ sensor: 'application', result, words: `at ${second}` }],
  };
}

function after(looks: readonly RegionLook[]): readonly RegionLook[] {
  return looks.reduce<readonly RegionLook[]>((kept, look) => withLook(kept, look) ?? kept, []);
}

describe('withLook', () => {
  it('keeps every look of a minute, up to its limit', () => {
    const looks = Array.from({ length: 50 }, (_, minute) => aLook(minute * 60, 'no-answer'));
    expect(after(looks)).toEqual(looks.slice(-LOOKS_KEPT_MAX));
  });

  it('thins out looks that come every few seconds and say the same', () => {
    const looks = Array.from({ length: 61 }, (_, index) => aLook(index * 10, 'no-answer'));

    const kept = after(looks).map(({ atMilliseconds }) => atMilliseconds / 1_000);

    expect(kept).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600]);
  });

  it('never drops a look that says something else than its neighbours', () => {
    const looks = Array.from({ length: 40 }, (_, index) =>
      aLook(index * 10, index % 7 === 3 ? 'yes' : 'no-answer'),
    );

    const kept = after(looks).filter(({ sensors }) => sensors[0]?.result === 'yes');

    expect(kept).toHaveLength(6);
  });

  it('takes nothing that is not newer', () => {
    expect(withLook([aLook(10, 'yes')], aLook(10, 'no'))).toBeUndefined();
  });
});

describe('ageSeconds', () => {
  it('is never negative, and unknown where there is no look', () => {
    expect(ageSeconds({ looks: [aLook(10, 'yes')] }, 25_000)).toBe(15);
    expect(ageSeconds({ looks: [aLook(10, 'yes')] }, 5_000)).toBe(0);
    expect(ageSeconds({ looks: [] }, 5_000)).toBeUndefined();
  });
});
