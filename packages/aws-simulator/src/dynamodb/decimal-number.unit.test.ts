import { addNumbers, canonicalNumber, compareNumbers } from './decimal-number.ts';

describe('decimal numbers', () => {
  it.each([
    ['1.0', '1'],
    ['-0', '0'],
    ['007', '7'],
    ['1E+3', '1000'],
    ['.5', '0.5'],
    ['-12.50', '-12.5'],
    ['1e-3', '0.001'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ])('writes %s as %s', (given, expected) => {
    expect(canonicalNumber(given)).toBe(expected);
  });

  it.each([
    ['', 'cannot be converted'],
    ['1.2.3', 'cannot be converted'],
    ['123456789012345678901234567890123456789', 'more than 38 significant digits'],
    ['1e126', 'Number overflow'],
    ['1e-131', 'Number underflow'],
  ])('refuses %p: %s', (given, message) => {
    expect(() => canonicalNumber(given)).toThrow(message);
  });

  it.each([
    ['9007199254740993', '9007199254740992', 1],
    ['0.1', '0.10', 0],
    ['-1e100', '1e-100', -1],
    ['10', '9', 1],
  ])('compares %s with %s exactly', (left, right, sign) => {
    expect(Math.sign(compareNumbers(left, right))).toBe(sign);
  });

  it('adds and subtracts without rounding', () => {
    expect(addNumbers('0.1', '0.2', 1)).toBe('0.3');
    expect(addNumbers('9007199254740992', '1', 1)).toBe('9007199254740993');
    expect(addNumbers('1', '1e-10', -1)).toBe('0.9999999999');
  });
});
