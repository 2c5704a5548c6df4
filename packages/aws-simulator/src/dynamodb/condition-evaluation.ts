import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { compareValues, kindOf, sameValue, type Item } from './attribute-value.ts';
import type { Comparator, Condition, Operand } from './condition-expression.ts';
import { valueAt } from './document-path.ts';

/** Whether the condition holds for an item; an item that is not there is an empty one. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.inner, item);
    case 'group':
      return holds(condition.inner, item);
    case 'exists':
      return (valueAt(item, condition.path) !== undefined) === condition.expected;
    case 'type': {
      const value = evaluate(condition.subject, item);
      return value !== undefined && kindOf(value) === condition.type;
    }
    case 'begins_with':
      return beginsWith(evaluate(condition.subject, item), evaluate(condition.operand, item));
    case 'contains':
      return contains(evaluate(condition.subject, item), evaluate(condition.operand, item));
    case 'compare': {
      const [left, right] = condition.operands;
      return compares(condition.comparator, evaluate(left, item), evaluate(right, item));
    }
    case 'between': {
      const [subject, low, high] = condition.operands.map((operand) => evaluate(operand, item));
      return compares('>=', subject, low) && compares('<=', subject, high);
    }
    case 'in': {
      const subject = evaluate(condition.subject, item);
      return condition.choices.some((choice) => compares('=', subject, evaluate(choice, item)));
    }
  }
}

/**
 * recorded: a comparison with what is not there is false, except `<>`, which is true; values of
 * different kinds are unequal and unordered.
 */
function compares(
  comparator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  const equal = left !== undefined && right !== undefined && sameValue(left, right);
  if (comparator === '=') return equal;
  if (comparator === '<>') return !equal;
  const order = left && right ? compareValues(left, right) : undefined;
  if (order === undefined) return false;
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  if (comparator === '>') return order > 0;
  return order >= 0;
}

function beginsWith(
  subject: AttributeValue | undefined,
  prefix: AttributeValue | undefined,
): boolean {
  if (subject?.S !== undefined && prefix?.S !== undefined) return subject.S.startsWith(prefix.S);
  if (subject?.B && prefix?.B) {
    return Buffer.compare(subject.B.subarray(0, prefix.B.length), prefix.B) === 0;
  }
  return false;
}

function contains(
  container: AttributeValue | undefined,
  operand: AttributeValue | undefined,
): boolean {
  if (!container || !operand) return false;
  if (container.S !== undefined && operand.S !== undefined) return container.S.includes(operand.S);
  if (container.B && operand.B) return Buffer.from(container.B).includes(Buffer.from(operand.B));
  return membersOf(container).some((member) => sameValue(member, operand));
}

function membersOf(container: AttributeValue): readonly AttributeValue[] {
  if (container.SS) return container.SS.map((text) => ({ S: text }));
  if (container.NS) return container.NS.map((text) => ({ N: text }));
  if (container.BS) return container.BS.map((bytes) => ({ B: bytes }));
  return container.L ?? [];
}

export function evaluate(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.path);
  const value = evaluate(operand.of, item);
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** documented for strings as "the length of the string"; believed to be that of its UTF-8 form. */
function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.byteLength;
  const collection = value.SS ?? value.NS ?? value.BS ?? value.L;
  if (collection) return collection.length;
  return value.M ? Object.keys(value.M).length : undefined;
}
