import { lossBegan } from './verify-outage.ts';

const MINUTE_MS = 60_000;

describe('the beginning of a loss', () => {
  it.each([
    ['is what is seen, at first', 10, {}, 10],
    ['is what an earlier look found, where the loss reaches back to it', 50, [10, 60], 10],
    ['is what an earlier look found, at the very moment', 60, [10, 60], 10],
    ['is what is seen, where it was back in between', 61, [10, 60], 61],
    ['is what is seen, where that is earlier', 5, [10, 60], 5],
  ] as const)('%s', (_what, seen, noted, expected) => {
    const [since, at] = 'length' in noted ? noted : [];
    const memory =
      since === undefined || at === undefined
        ? {}
        : { 'lost-since': since * MINUTE_MS, 'lost-seen-at': at * MINUTE_MS };

    expect(lossBegan(seen * MINUTE_MS, memory)).toBe(expected * MINUTE_MS);
  });
});
