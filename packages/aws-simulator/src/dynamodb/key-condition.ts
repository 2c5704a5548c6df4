import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { kindOf } from './attribute-value.ts';
import { parseCondition, type Condition, type Operand } from './condition-expression.ts';
import type { Substitutions } from './expression-parser.ts';
import type { KeySchema } from './key-schema.ts';
import { invalidParameter, validationFault } from './validation-fault.ts';

/** What a query asks of the key: one partition, and perhaps a part of it. */
export interface KeyCondition {
  readonly partition: AttributeValue;
  readonly sort: Condition | undefined;
}

const SORT_COMPARATORS: readonly string[] = ['=', '<', '<=', '>', '>='];

export function parseKeyCondition(
  expression: string,
  schema: KeySchema,
  substitutions: Substitutions,
): KeyCondition {
  const parts = conjuncts(parseCondition(expression, 'KeyConditionExpression', substitutions));
  const named = parts.map((part) => ({ part, name: attributeOf(part) }));
  const partition = named.find(({ name }) => name === schema.partition.name);
  if (!partition) {
    throw validationFault(`Query condition missed key schema element: ${schema.partition.name}`);
  }
  const rest = named.filter((one) => one !== partition);
  if (rest.length > 1) {
    throw validationFault('Conditions can be of length 1 or 2 only');
  }
  const sort = rest[0];
  if (sort && sort.name !== schema.sort?.name) {
    throw validationFault(
      schema.sort
        ? `Query condition missed key schema element: ${schema.sort.name}`
        : 'Query key condition not supported',
    );
  }
  if (partition.part.kind !== 'compare' || partition.part.comparator !== '=') {
    throw validationFault('Query key condition not supported');
  }
  requireKinds(partition.part, schema.partition.kind);
  if (sort && schema.sort) requireKinds(sort.part, schema.sort.kind);
  const [, value] = valuesOf(partition.part);
  return { partition: value as AttributeValue, sort: sort?.part };
}

function conjuncts(condition: Condition): readonly Condition[] {
  if (condition.kind === 'group') return conjuncts(condition.inner);
  if (condition.kind === 'and') {
    return [...conjuncts(condition.left), ...conjuncts(condition.right)];
  }
  return [condition];
}

/** The attribute that a part is about, if it has one of the forms that a key condition allows. */
function attributeOf(part: Condition): string {
  const [subject, ...others] = operandsOf(part);
  const literal = others.every((operand) => operand.kind === 'value');
  if (subject?.kind !== 'path' || subject.path.length > 1 || !literal) {
    throw validationFault('Query key condition not supported');
  }
  return subject.path[0];
}

function operandsOf(part: Condition): readonly Operand[] {
  if (part.kind === 'between') return part.operands;
  if (part.kind === 'begins_with') return [part.subject, part.operand];
  if (part.kind === 'compare' && SORT_COMPARATORS.includes(part.comparator)) return part.operands;
  return [];
}

function valuesOf(part: Condition): readonly (AttributeValue | undefined)[] {
  return operandsOf(part).map((operand) => (operand.kind === 'value' ? operand.value : undefined));
}

function requireKinds(part: Condition, kind: string): void {
  for (const value of valuesOf(part)) {
    if (value && kindOf(value) !== kind) {
      throw invalidParameter('Condition parameter type does not match schema type');
    }
  }
}
