import { createWriteHistory } from './write-history.ts';

describe('the commits of a database over time', () => {
  it('are counted at any time, past ones too, however often the rate changed', () => {
    const history = createWriteHistory(0);
    history.setRate(1_000, 4);
    history.setRate(3_000, 0);
    history.add(5_000, 10);
    history.setRate(5_000, 1);

    expect([0, 999, 1_250, 3_000, 4_999, 5_000, 7_500].map(history.positionAt)).toEqual([
      0, 0, 1, 8, 8, 18, 20,
    ]);
  });

  it('are dated: the last one at or before a time', () => {
    const history = createWriteHistory(0);
    expect(history.lastCommitAt(10_000)).toBeUndefined();
    history.setRate(1_000, 2);
    history.setRate(2_300, 0);

    expect([1_400, 1_500, 1_999, 2_300, 90_000].map(history.lastCommitAt)).toEqual([
      undefined,
      1_500,
      1_500,
      2_000,
      2_000,
    ]);
  });

  it('go on from where a replica was when it was cut off', () => {
    const history = createWriteHistory(60_000, 240);
    history.setRate(60_000, 1);

    expect([0, 60_000, 62_000].map(history.positionAt)).toEqual([240, 240, 242]);
  });
});
