import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { Item } from './attribute-value.ts';

/** documented: the limit of one item, names and values together. */
export const ITEM_BYTES_MAX = 400 * 1024;

/** documented ("item sizes and formats"): a list or map costs 3 bytes, each of its members 1 more. */
const COLLECTION_BYTES = 3;
const MEMBER_BYTES = 1;

/** Of items as they are stored, which are never changed: they are read much oftener than written. */
const known = new WeakMap<Item, number>();

export function sizeOfItem(item: Item): number {
  const size = known.get(item) ?? sizeOfMembers(item);
  known.set(item, size);
  return size;
}

function sizeOfMembers(item: Item): number {
  return Object.entries(item).reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return sizeOfNumber(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS) return sum(value.SS.map((text) => Buffer.byteLength(text)));
  if (value.NS) return sum(value.NS.map(sizeOfNumber));
  if (value.BS) return sum(value.BS.map((bytes) => bytes.byteLength));
  if (value.L) return COLLECTION_BYTES + sum(value.L.map((one) => MEMBER_BYTES + sizeOfValue(one)));
  if (value.M) {
    return COLLECTION_BYTES + MEMBER_BYTES * Object.keys(value.M).length + sizeOfMembers(value.M);
  }
  return 1;
}

/** documented as approximate: one byte for two significant digits, and one more. */
function sizeOfNumber(text: string): number {
  return Math.ceil(text.replace(/[^0-9]/g, '').length / 2) + 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
