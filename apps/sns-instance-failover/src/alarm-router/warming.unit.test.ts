import { isWarming } from './warming.ts';

describe('what keeps the router warm', () => {
  it('is exactly what its schedule sends', () => {
    expect(isWarming({ warm: true })).toBe(true);
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
