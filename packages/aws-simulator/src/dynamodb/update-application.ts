import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { copyItem, identityOf, type Item } from './attribute-value.ts';
import { addNumbers } from './decimal-number.ts';
import { removeAt, setAt, valueAt, type DocumentPath } from './document-path.ts';
import type { UpdateAction, UpdateOperand } from './update-expression.ts';
import { validationFault } from './validation-fault.ts';

/**
 * The item after an update. documented: every operand is read from the item as it was before, so
 * the order of actions does not matter; list elements keep their places until all is done.
 */
export function applyUpdate(before: Item, actions: readonly UpdateAction[]): Item {
  const after = copyItem(before);
  const values = actions.map((action) => newValue(before, action));
  const sets: [DocumentPath, AttributeValue][] = [];
  const removals: DocumentPath[] = [];
  actions.forEach(({ path }, index) => {
    const value = values[index];
    if (value) sets.push([path, value]);
    else removals.push(path);
  });
  for (const [path, value] of sets.sort(byLastIndex)) setAt(after, path, value);
  for (const path of removals.sort(byDepthThenIndex)) removeAt(after, path);
  return after;
}

/** Elements past a list's end are appended in the order of their indexes. */
function byLastIndex([left]: [DocumentPath, unknown], [right]: [DocumentPath, unknown]): number {
  return lastIndex(left) - lastIndex(right);
}

/** From the inside out and from a list's end, so that no removal moves what another one names. */
function byDepthThenIndex(left: DocumentPath, right: DocumentPath): number {
  return right.length - left.length || lastIndex(right) - lastIndex(left);
}

function lastIndex(path: DocumentPath): number {
  const last = path[path.length - 1];
  return typeof last === 'number' ? last : -1;
}

/** The value that the action leaves at its path, or undefined when it leaves none. */
function newValue(before: Item, action: UpdateAction): AttributeValue | undefined {
  if (action.kind === 'remove') return undefined;
  if (action.kind === 'set') return evaluate(action.to, before);
  const current = valueAt(before, action.path);
  return action.kind === 'add'
    ? added(current, action.value)
    : withoutMembers(current, action.value);
}

function evaluate(operand: UpdateOperand, item: Item): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path': {
      const value = valueAt(item, operand.path);
      if (!value) {
        throw validationFault(
          'The provided expression refers to an attribute that does not exist in the item',
        );
      }
      return value;
    }
    case 'if_not_exists':
      return valueAt(item, operand.path) ?? evaluate(operand.otherwise, item);
    case 'list_append': {
      const first = evaluate(operand.first, item);
      const second = evaluate(operand.second, item);
      if (!first.L || !second.L) throw incorrectType();
      return { L: [...first.L, ...second.L] };
    }
    case 'sum': {
      const left = evaluate(operand.left, item);
      const right = evaluate(operand.right, item);
      if (left.N === undefined || right.N === undefined) throw incorrectType();
      return { N: addNumbers(left.N, right.N, operand.sign) };
    }
  }
}

function added(current: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (!current) return value;
  if (value.N !== undefined && current.N !== undefined) {
    return { N: addNumbers(current.N, value.N, 1) };
  }
  if (value.SS && current.SS) return { SS: [...new Set([...current.SS, ...value.SS])] };
  if (value.NS && current.NS) return { NS: [...new Set([...current.NS, ...value.NS])] };
  if (value.BS && current.BS) {
    const known = new Set(current.BS.map((B) => identityOf({ B })));
    return { BS: [...current.BS, ...value.BS.filter((B) => !known.has(identityOf({ B })))] };
  }
  throw incorrectType();
}

/** documented: a set that loses its last member is removed with its attribute. */
function withoutMembers(
  current: AttributeValue | undefined,
  value: AttributeValue,
): AttributeValue | undefined {
  if (!current) return undefined;
  if (value.SS && current.SS) {
    const { SS: gone } = value;
    const left = current.SS.filter((text) => !gone.includes(text));
    return left.length > 0 ? { SS: left } : undefined;
  }
  if (value.NS && current.NS) {
    const { NS: gone } = value;
    const left = current.NS.filter((text) => !gone.includes(text));
    return left.length > 0 ? { NS: left } : undefined;
  }
  if (value.BS && current.BS) {
    const gone = new Set(value.BS.map((B) => identityOf({ B })));
    const left = current.BS.filter((B) => !gone.has(identityOf({ B })));
    return left.length > 0 ? { BS: left } : undefined;
  }
  throw incorrectType();
}

function incorrectType(): Error {
  return validationFault('An operand in the update expression has an incorrect data type');
}
