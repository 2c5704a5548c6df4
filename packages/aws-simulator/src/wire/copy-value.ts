import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';

import { asBytes } from './text-scalars.ts';

/**
 * A copy as a wire would make it: nothing shared between caller and service, members without a
 * value left out. Values of classes that no wire knows pass as they are.
 */
export function copyValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyValue);
  if (ArrayBuffer.isView(value)) return Uint8ArrayBlobAdapter.mutate(asBytes(value).slice());
  if (isDate(value)) return new Date(value.getTime());
  return isPlain(value) ? copyRecord(value as Record<string, unknown>) : value;
}

function copyRecord(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(record)) {
    const member = record[key];
    if (member !== undefined) copy[key] = copyValue(member);
  }
  return copy;
}

/** By its tag: a function's code has a class of its own. */
function isDate(value: object): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}

/** An object of whatever realm that was written as a literal. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
