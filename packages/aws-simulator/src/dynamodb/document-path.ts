import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { Item } from './attribute-value.ts';
import { validationFault } from './validation-fault.ts';

/** A way into an item: an attribute's name, then names of map members and indexes of lists. */
export type DocumentPath = readonly [string, ...(string | number)[]];

type Container = Record<string, AttributeValue> | AttributeValue[];

export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  const [first, ...rest] = path;
  let value = Object.hasOwn(item, first) ? item[first] : undefined;
  for (const part of rest) {
    if (value === undefined) return undefined;
    value = childOf(value, part);
  }
  return value;
}

/** Sets a value in an item of one's own. A list grows by one when the index is past its end. */
export function setAt(
  item: Record<string, AttributeValue>,
  path: DocumentPath,
  value: AttributeValue,
): void {
  const container = containerAt(item, path);
  const last = path[path.length - 1];
  if (Array.isArray(container)) {
    if (typeof last !== 'number') throw invalidPath();
    container[Math.min(last, container.length)] = value;
  } else {
    if (typeof last !== 'string') throw invalidPath();
    container[last] = value;
  }
}

/** Removes what is there; a missing last part is no error, a missing way to it is. */
export function removeAt(item: Record<string, AttributeValue>, path: DocumentPath): void {
  const container = containerAt(item, path);
  const last = path[path.length - 1];
  if (Array.isArray(container)) {
    if (typeof last !== 'number') throw invalidPath();
    container.splice(last, 1);
  } else {
    if (typeof last !== 'string') throw invalidPath();
    delete container[last];
  }
}

function containerAt(item: Record<string, AttributeValue>, path: DocumentPath): Container {
  if (path.length === 1) return item;
  const [first, ...rest] = path;
  const parent = valueAt(item, [first, ...rest.slice(0, -1)]);
  const container = parent?.M ?? parent?.L;
  if (!container) throw invalidPath();
  return container;
}

function childOf(value: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === 'number') return value.L?.[part];
  return value.M && Object.hasOwn(value.M, part) ? value.M[part] : undefined;
}

function invalidPath(): Error {
  return validationFault(
    'The document path provided in the update expression is invalid for update',
  );
}

/** As the service writes a path in its messages: `[a, b, [0]]`. */
export function pathText(path: DocumentPath): string {
  return `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
}

/** Whether one path is the other, or leads through it. */
export function overlap(left: DocumentPath, right: DocumentPath): boolean {
  const length = Math.min(left.length, right.length);
  return left.slice(0, length).every((part, index) => part === right[index]);
}

/** Whether both ask for a list and a map at the same place. */
export function conflict(left: DocumentPath, right: DocumentPath): boolean {
  const length = Math.min(left.length, right.length);
  const split = left.slice(0, length).findIndex((part, index) => part !== right[index]);
  return split > 0 && typeof left[split] !== typeof right[split];
}
