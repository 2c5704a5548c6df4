import { isWarming, nameWarming, WARMING } from './warming.ts';

describe('what keeps a function warm', () => {
  it('is exactly what its schedule sends', () => {
    expect(isWarming({ warm: true })).toBe(true);
    expect(isWarming(WARMING)).toBe(true);
  });

  it.each([
    ['another value', { warm: 'true' }],
    ['something beside it', { warm: true, service: 'signaling' }],
    ['nothing', {}],
    ['no object', 'warm'],
    ['no value at all', null],
    ['a list', [true]],
    ['a prototype that says so', Object.create({ warm: true })],
  ])('is not %s', (_, event) => {
    expect(isWarming(event)).toBe(false);
  });
});

describe('the name of an execution that keeps the failover function warm', () => {
  it('is one in each minute', () => {
    const at = Date.UTC(2026, 10, 22, 3, 5, 1);

    expect([nameWarming(at), nameWarming(at + 58_000), nameWarming(at + 59_000)]).toEqual([
      'warm-20261122T0305',
      'warm-20261122T0305',
      'warm-20261122T0306',
    ]);
  });
});
