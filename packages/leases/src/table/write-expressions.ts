import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toAttribute } from './attribute-values.ts';

/** A name, or the way to a nested one (whose parts may hold any character). */
export type Path = string | readonly string[];

export type Condition =
  | { readonly path: Path; readonly equals: unknown }
  | { readonly path: Path; readonly atMost: number }
  | { readonly path: Path; readonly atLeast: number }
  | { readonly path: Path; readonly present: boolean };

export interface Change {
  readonly set?: readonly (readonly [path: Path, value: unknown])[];
  /** Adds to numbers; one that is absent counts as 0. */
  readonly add?: readonly (readonly [path: Path, by: number])[];
  readonly remove?: readonly Path[];
}

export interface WrittenExpressions {
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** A change and its conditions in DynamoDB's words. Names are never literal: many are reserved. */
export function writeExpressions(
  change: Change,
  conditions: readonly Condition[],
): WrittenExpressions {
  const names = new Map<string, string>();
  const values: Record<string, AttributeValue> = {};
  function name(path: Path): string {
    return (typeof path === 'string' ? [path] : path)
      .map((part) => {
        const placeholder = names.get(part) ?? `#n${names.size}`;
        names.set(part, placeholder);
        return placeholder;
      })
      .join('.');
  }
  function value(plain: unknown): string {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = toAttribute(plain);
    return placeholder;
  }

  const sets = (change.set ?? []).filter(([, plain]) => plain !== undefined);
  const update = [
    clause(
      'SET',
      sets.map(([path, plain]) => `${name(path)} = ${value(plain)}`),
    ),
    clause(
      'ADD',
      (change.add ?? []).map(([path, by]) => `${name(path)} ${value(by)}`),
    ),
    clause('REMOVE', (change.remove ?? []).map(name)),
  ].join('');
  const condition = conditions.map((one) => conditionText(one, name, value)).join(' AND ');
  return {
    ...(update === '' ? {} : { UpdateExpression: update.trim() }),
    ...(condition === '' ? {} : { ConditionExpression: condition }),
    ...(names.size === 0 ? {} : { ExpressionAttributeNames: swapped(names) }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

function clause(verb: string, parts: readonly string[]): string {
  return parts.length === 0 ? '' : ` ${verb} ${parts.join(', ')}`;
}

function conditionText(
  condition: Condition,
  name: (path: Path) => string,
  value: (plain: unknown) => string,
): string {
  const path = name(condition.path);
  if ('equals' in condition) return `${path} = ${value(condition.equals)}`;
  if ('atMost' in condition) return `${path} <= ${value(condition.atMost)}`;
  if ('atLeast' in condition) return `${path} >= ${value(condition.atLeast)}`;
  return condition.present ? `attribute_exists(${path})` : `attribute_not_exists(${path})`;
}

function swapped(names: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...names].map(([part, placeholder]) => [placeholder, part]));
}
