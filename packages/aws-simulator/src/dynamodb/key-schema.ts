import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { acceptValue, identityOf, kindOf, type Item } from './attribute-value.ts';
import { invalidParameter, validationFault } from './validation-fault.ts';

export interface KeyAttribute {
  readonly name: string;
  readonly kind: 'S' | 'N' | 'B';
}

export interface KeySchema {
  readonly partition: KeyAttribute;
  readonly sort?: KeyAttribute;
}

/** documented: the longest partition and sort keys. */
const PARTITION_KEY_BYTES_MAX = 2048;
const SORT_KEY_BYTES_MAX = 1024;

export function attributesOf(schema: KeySchema): readonly KeyAttribute[] {
  return schema.sort ? [schema.partition, schema.sort] : [schema.partition];
}

/** The key alone, checked: as GetItem, UpdateItem and DeleteItem are given it. */
export function acceptKey(schema: KeySchema, key: Item | undefined): Item {
  const attributes = attributesOf(schema);
  const given = key ?? {};
  if (
    Object.keys(given).length !== attributes.length ||
    attributes.some(({ name, kind }) => !given[name] || kindOf(given[name]) !== kind)
  ) {
    throw validationFault('The provided key element does not match the schema');
  }
  return checkedKey(schema, given);
}

/** The key of a whole item, checked: as PutItem is given it. */
export function keyOfItem(schema: KeySchema, item: Item): Item {
  for (const { name, kind } of attributesOf(schema)) {
    const value = item[name];
    if (!value) throw invalidParameter(`Missing the key ${name} in the item`);
    if (kindOf(value) !== kind) {
      throw invalidParameter(
        `Type mismatch for key ${name} expected: ${kind} actual: ${kindOf(value)}`,
      );
    }
  }
  return checkedKey(schema, item);
}

/** The key attributes of an item that is known to have them. */
export function pickKey(schema: KeySchema, item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(
    attributesOf(schema).map(({ name }) => [name, { ...(item[name] as AttributeValue) }]),
  );
}

export function keyText(schema: KeySchema, key: Item): string {
  return attributesOf(schema)
    .map(({ name }) => identityOf(key[name] as AttributeValue))
    .join('|');
}

function checkedKey(schema: KeySchema, given: Item): Item {
  const key = attributesOf(schema).map((attribute) => {
    const value = acceptValue(given[attribute.name] as AttributeValue);
    refuseSize(attribute.name, value, attribute === schema.sort);
    return [attribute.name, value] as const;
  });
  return Object.fromEntries(key);
}

function refuseSize(name: string, value: AttributeValue, isSort: boolean): void {
  const bytes = value.S === undefined ? value.B?.byteLength : Buffer.byteLength(value.S);
  if (bytes === 0) {
    const kind = value.S === undefined ? 'binary' : 'string';
    throw validationFault(
      'One or more parameter values are not valid. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
    );
  }
  const limit = isSort ? SORT_KEY_BYTES_MAX : PARTITION_KEY_BYTES_MAX;
  if (bytes !== undefined && bytes > limit) {
    throw invalidParameter(
      `Size of ${isSort ? 'rangekey' : 'hashkey'} has exceeded the maximum size limit of ${limit} bytes`,
    );
  }
}
