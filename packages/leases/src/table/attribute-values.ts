import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TerminalError } from '@understudy/errors';

/** An item as plain data, before its shape is checked. */
export type PlainItem = Readonly<Record<string, unknown>>;

/** Plain data as DynamoDB's attribute; properties that are `undefined` are left out. */
export function toAttribute(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (Array.isArray(value)) {
    // As JSON does: a hole in a list keeps its place.
    return { L: value.map((one: unknown) => toAttribute(one === undefined ? null : one)) };
  }
  if (typeof value === 'object') return { M: toAttributes({ ...value }) };
  throw new TerminalError(
    'StoreRequestInvalid',
    `Expected plain data (text, finite number, boolean, list, object), found a ${typeof value}.`,
  );
}

export function toAttributes(item: PlainItem): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item)) {
    if (value !== undefined) attributes[name] = toAttribute(value);
  }
  return attributes;
}

/** DynamoDB's attribute as plain data. Kinds that we never write become what no shape accepts. */
export function fromAttribute(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  if (attribute.M !== undefined) return fromAttributes(attribute.M);
  if (attribute.NULL !== undefined) return null;
  return Symbol.for(`an attribute of kind ${Object.keys(attribute).join()}`);
}

export function fromAttributes(attributes: Record<string, AttributeValue>): PlainItem {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, fromAttribute(value)]),
  );
}
