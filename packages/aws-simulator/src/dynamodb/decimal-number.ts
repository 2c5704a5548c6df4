import { validationFault } from './validation-fault.ts';

/** A DynamoDB number: `digits * 10 ** exponent`, exact, without trailing zeros in `digits`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** documented: "Numbers can have up to 38 digits of precision". */
const SIGNIFICANT_DIGITS_MAX = 38;

/** documented: magnitudes from 1E-130 to 9.99…E+125. */
const MAGNITUDE_MAX = 125;
const MAGNITUDE_MIN = -130;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Whole numbers that a double holds exactly need no arithmetic of ours. */
const SMALL_WHOLE_NUMBER = /^(0|-?[1-9]\d{0,14})$/;

export function parseDecimal(text: string): Decimal {
  const match = NUMBER.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || whole + fraction === '') {
    throw validationFault(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    );
  }
  const magnitude = BigInt(whole + fraction);
  const digits = match[1] === '-' ? -magnitude : magnitude;
  return bounded(normalized(digits, Number(match[4] ?? 0) - fraction.length));
}

/** The form that DynamoDB stores and answers: no exponent, no needless zeros. */
export function formatDecimal({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = magnitudeOf(digits).toString();
  if (exponent >= 0) return `${sign}${text}${'0'.repeat(exponent)}`;
  const padded = text.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}

/** The canonical text of a number. */
export function canonicalNumber(text: string): string {
  return SMALL_WHOLE_NUMBER.test(text) ? text : formatDecimal(parseDecimal(text));
}

/** Negative, zero or positive, exactly. */
export function compareNumbers(left: string, right: string): number {
  if (SMALL_WHOLE_NUMBER.test(left) && SMALL_WHOLE_NUMBER.test(right)) {
    return Number(left) - Number(right);
  }
  const [a, b] = aligned(parseDecimal(left), parseDecimal(right));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The sum, or the difference when `sign` is -1. */
export function addNumbers(left: string, right: string, sign: 1 | -1): string {
  const first = parseDecimal(left);
  const second = parseDecimal(right);
  const [a, b] = aligned(first, second);
  const exponent = Math.min(first.exponent, second.exponent);
  return formatDecimal(bounded(normalized(sign === 1 ? a + b : a - b, exponent)));
}

function aligned(first: Decimal, second: Decimal): [bigint, bigint] {
  const exponent = Math.min(first.exponent, second.exponent);
  return [
    first.digits * 10n ** BigInt(first.exponent - exponent),
    second.digits * 10n ** BigInt(second.exponent - exponent),
  ];
}

function normalized(digits: bigint, exponent: number): Decimal {
  if (digits === 0n) return { digits: 0n, exponent: 0 };
  const zeros = /0*$/.exec(digits.toString())?.[0].length ?? 0;
  return { digits: digits / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

function bounded(number: Decimal): Decimal {
  const length = magnitudeOf(number.digits).toString().length;
  if (length > SIGNIFICANT_DIGITS_MAX) {
    throw validationFault('Attempting to store more than 38 significant digits in a Number');
  }
  const magnitude = length + number.exponent - 1;
  if (number.digits !== 0n && magnitude > MAGNITUDE_MAX) {
    throw validationFault(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (number.digits !== 0n && magnitude < MAGNITUDE_MIN) {
    throw validationFault(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  return number;
}

function magnitudeOf(digits: bigint): bigint {
  return digits < 0n ? -digits : digits;
}
