import { formatDuration, formatTime, toSeconds } from './seconds.ts';

describe('times in words', () => {
  it.each([
    { milliseconds: 0, words: '0.0 s' },
    { milliseconds: 58_250, words: '58.3 s' },
    { milliseconds: 119_960, words: '120.0 s' },
    { milliseconds: 218_750, words: '3 min 39 s' },
    { milliseconds: 300_000, words: '5 min 00 s' },
  ])('$milliseconds ms is $words', ({ milliseconds, words }) => {
    expect(formatDuration(milliseconds)).toBe(words);
  });

  it('keeps hundredths in data, and no fraction in a date', () => {
    expect(toSeconds(1_234.567)).toBe(1.23);
    expect(formatTime(Date.UTC(2026, 10, 22, 3, 4, 5, 678))).toBe('2026-11-22 03:04:05Z');
  });
});
