import type { NormalizedSchema } from '@smithy/core/schema';
import { TerminalError } from '@understudy/errors';

import { malformed } from './malformed.ts';

/** How a timestamp is written where its schema does not say: each place has its own default. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The SDK's schemas number the formats that a timestamp can carry itself. */
const FORMAT_OF_SCHEMA: Readonly<Record<number, TimestampFormat>> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
};

const SPECIAL_NUMBERS = new Set(['NaN', 'Infinity', '-Infinity']);

export function timestampFormatOf(
  schema: NormalizedSchema,
  otherwise: TimestampFormat,
): TimestampFormat {
  const code = schema.getSchema();
  return (typeof code === 'number' ? FORMAT_OF_SCHEMA[code] : undefined) ?? otherwise;
}

/** A scalar from text: a query parameter, an XML element, a header, a part of the path. */
export function readText(
  schema: NormalizedSchema,
  text: string,
  timestamps: TimestampFormat,
): unknown {
  if (schema.isBooleanSchema()) return readBoolean(text);
  if (schema.isNumericSchema()) return readNumber(text);
  if (schema.isTimestampSchema()) return readTimestamp(text, timestampFormatOf(schema, timestamps));
  if (schema.isBlobSchema()) return readBase64(text);
  return text;
}

/** The text of a scalar; the opposite of `readText`. */
export function writeText(
  schema: NormalizedSchema,
  value: unknown,
  timestamps: TimestampFormat,
): string {
  if (schema.isTimestampSchema()) {
    return writeTimestamp(value, timestampFormatOf(schema, timestamps));
  }
  if (schema.isBlobSchema()) return writeBase64(value);
  return String(value);
}

function readBoolean(text: string): boolean {
  const lower = text.trim().toLowerCase();
  if (lower !== 'true' && lower !== 'false') throw malformed('true or false', text);
  return lower === 'true';
}

function readNumber(text: string): number {
  const trimmed = text.trim();
  const value = Number(trimmed);
  const readable = trimmed !== '' && (Number.isFinite(value) || SPECIAL_NUMBERS.has(trimmed));
  if (!readable) throw malformed('a number', text);
  return value;
}

export function readTimestamp(text: string, format: TimestampFormat): Date {
  const seconds = format === 'epoch-seconds' ? Number(text.trim() || 'none') : NaN;
  // Clients of other makers write any format anywhere, as AWS's own services accept them.
  const milliseconds = Number.isNaN(seconds) ? Date.parse(text) : Math.round(seconds * 1_000);
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw malformed(`a timestamp (${format})`, text);
  return date;
}

export function writeTimestamp(value: unknown, format: TimestampFormat): string {
  const date = asDate(value);
  if (format === 'http-date') return date.toUTCString();
  if (format === 'epoch-seconds') return String(date.getTime() / 1_000);
  return date.toISOString();
}

/** By its tag and not its class: a value may come from another realm. */
export function asDate(value: unknown): Date {
  if (Object.prototype.toString.call(value) === '[object Date]') return value as Date;
  throw unwritable('a Date', value);
}

export function readBase64(text: string): Uint8Array {
  const trimmed = text.trim();
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(trimmed)) throw malformed('base64', text);
  return new Uint8Array(Buffer.from(trimmed, 'base64'));
}

export function writeBase64(value: unknown): string {
  return Buffer.from(asBytes(value)).toString('base64');
}

export function asBytes(value: unknown): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  throw unwritable('bytes or a string', value);
}

/** An operation of ours answered what its schema does not allow: a fault of the simulator. */
export function unwritable(expected: string, found: unknown): TerminalError {
  return new TerminalError(
    'SimulatorOutputMismatch',
    `The operation's output does not fit its schema: expected ${expected}, found ${typeof found}. ` +
      'Correct the simulated operation.',
  );
}
