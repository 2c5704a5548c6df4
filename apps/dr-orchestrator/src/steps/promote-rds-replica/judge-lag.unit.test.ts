import { judgeLag, type LagQuestion } from './judge-lag.ts';

const LOST = 10_000_000;
const MINUTE = 60_000;

/** Values from the newest that counts backwards, one for each minute. */
function points(...values: readonly number[]): LagQuestion['points'] {
  return values.map((value, index) => ({ atMilliseconds: LOST - (3 + index) * MINUTE, value }));
}

function judge(change: Partial<LagQuestion>): ReturnType<typeof judgeLag> {
  return judgeLag({
    points: points(2),
    periodSeconds: 60,
    lostSinceMilliseconds: LOST,
    rpoSeconds: 60,
    idleLagSeconds: 300,
    engine: 'postgres',
    ...change,
  });
}

describe('judgeLag', () => {
  it.each<[string, Partial<LagQuestion>, string]>([
    ['a value within the RPO', {}, 'within'],
    ['the very RPO', { points: points(60) }, 'within'],
    ['one second more', { points: points(61) }, 'too-much'],
    ['no value at all', { points: [] }, 'unknown'],
    ['−1', { points: points(-1, 0, 0) }, 'not-replicating'],
    ['a fresh value after −1 long ago', { points: points(1, -1, -1) }, 'within'],
    ['an idle source: it grows and falls', { points: points(240, 180, 120, 60, 0, 240) }, 'within'],
    ['the same of MySQL', { points: points(240, 60, 240), engine: 'mysql' }, 'too-much'],
    ['growth that never fell: it may have stopped', { points: points(240, 180, 120) }, 'too-much'],
    ['more than an idle source shows', { points: points(900, 0, 900) }, 'too-much'],
  ])('takes %s for what it is', (_what, change, lag) => {
    expect(judge(change).lag).toBe(lag);
  });

  it('does not count what came after the loss, when there was nobody to copy from', () => {
    const late = [{ atMilliseconds: LOST + MINUTE, value: -1 }, ...points(3)];

    expect(judge({ points: late })).toMatchObject({ lag: 'within' });
  });

  it('does not trust a value that is older than ten minutes', () => {
    const old = [{ atMilliseconds: LOST - 20 * MINUTE, value: 0 }];

    expect(judge({ points: old })).toMatchObject({ reason: 'lag-unknown' });
  });
});
