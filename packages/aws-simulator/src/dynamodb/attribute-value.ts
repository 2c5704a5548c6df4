import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { canonicalNumber, compareNumbers } from './decimal-number.ts';
import { invalidParameter, validationFault } from './validation-fault.ts';

/** An item as it is stored. Items are never changed in place: a write makes a new one. */
export type Item = Readonly<Record<string, AttributeValue>>;

export type AttributeKind = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

export const ATTRIBUTE_KINDS: readonly AttributeKind[] = [
  'B',
  'NULL',
  'SS',
  'BOOL',
  'L',
  'BS',
  'N',
  'NS',
  'S',
  'M',
];

/** What the service calls the kinds in its messages about operands. */
export const KIND_NAMES: Readonly<Record<AttributeKind, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};

export function kindOf(value: AttributeValue): AttributeKind {
  let found: AttributeKind | undefined;
  let kinds = 0;
  // Each value of each write passes here: without lists of its own.
  for (const kind of ATTRIBUTE_KINDS) {
    if (Reflect.get(value, kind) === undefined) continue;
    found ??= kind;
    kinds++;
  }
  if (found === undefined) {
    throw validationFault(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  }
  if (kinds > 1) {
    throw validationFault(
      'Supplied AttributeValue has more than one datatypes set, ' +
        'must contain exactly one of the supported datatypes',
    );
  }
  return found;
}

/** A checked copy in canonical form: numbers without needless zeros, sets without duplicates. */
export function acceptValue(value: AttributeValue): AttributeValue {
  kindOf(value);
  if (value.N !== undefined) return { N: canonicalNumber(value.N) };
  if (value.NULL !== undefined) return acceptNull(value.NULL);
  if (value.SS) return { SS: acceptSet(value.SS, 'string', (text) => text) };
  if (value.NS) return { NS: acceptSet(value.NS.map(canonicalNumber), 'number', (text) => text) };
  if (value.BS) return { BS: acceptSet(value.BS, 'binary', textOfBytes) };
  if (value.L) return { L: value.L.map(acceptValue) };
  if (value.M) return { M: acceptItem(value.M) };
  return { ...value };
}

export function acceptItem(item: Item): Item & Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, acceptValue(value)]),
  );
}

function acceptNull(isNull: boolean): AttributeValue {
  if (!isNull) {
    throw invalidParameter('Null attribute value types must have the value of true');
  }
  return { NULL: true };
}

function acceptSet<T>(members: readonly T[], kind: string, text: (member: T) => string): T[] {
  if (members.length === 0) throw invalidParameter(`An ${kind} set  may not be empty`);
  if (new Set(members.map(text)).size < members.length) {
    throw invalidParameter(
      `Input collection [${members.map(text).join(', ')}] contains duplicates.`,
    );
  }
  return [...members];
}

/** A deep copy: what leaves the table must not be a way back into it. */
export function copyValue(value: AttributeValue): AttributeValue {
  if (value.L) return { L: value.L.map(copyValue) };
  if (value.M) return { M: copyItem(value.M) };
  if (value.SS) return { SS: [...value.SS] };
  if (value.NS) return { NS: [...value.NS] };
  if (value.BS) return { BS: [...value.BS] };
  return { ...value };
}

export function copyItem(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, copyValue(value)]));
}

/** Order of two values of one ordered kind; undefined when they cannot be ordered. */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined) return compareNumbers(left.N, right.N);
  if (left.S !== undefined && right.S !== undefined) {
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  }
  if (left.B !== undefined && right.B !== undefined) return Buffer.compare(left.B, right.B);
  return undefined;
}

export function sameValue(left: AttributeValue, right: AttributeValue): boolean {
  return identityOf(left) === identityOf(right);
}

/** A text that two values share exactly when DynamoDB calls them equal (sets have no order). */
export function identityOf(value: AttributeValue): string {
  if (value.S !== undefined) return `S${JSON.stringify(value.S)}`;
  if (value.N !== undefined) return `N${canonicalNumber(value.N)}`;
  if (value.B !== undefined) return `B${textOfBytes(value.B)}`;
  if (value.BOOL !== undefined) return `BOOL${value.BOOL}`;
  if (value.SS) return `SS${JSON.stringify([...value.SS].sort())}`;
  if (value.NS) return `NS${JSON.stringify(value.NS.map(canonicalNumber).sort())}`;
  if (value.BS) return `BS${JSON.stringify(value.BS.map(textOfBytes).sort())}`;
  if (value.L) return `L[${value.L.map(identityOf).join(',')}]`;
  if (value.M) {
    const entries = Object.entries(value.M).sort(([a], [b]) => (a < b ? -1 : 1));
    return `M{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${identityOf(inner)}`).join(',')}}`;
  }
  return 'NULL';
}

export function textOfBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
