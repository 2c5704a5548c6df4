import type { Condition, Operand } from './condition-expression.ts';

/** The names of the attributes that a condition looks at. */
export function attributesOfCondition(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...attributesOfCondition(condition.left), ...attributesOfCondition(condition.right)];
    case 'not':
    case 'group':
      return attributesOfCondition(condition.inner);
    case 'exists':
      return [condition.path[0]];
    case 'type':
      return attributesOfOperand(condition.subject);
    case 'begins_with':
    case 'contains':
      return [condition.subject, condition.operand].flatMap(attributesOfOperand);
    case 'compare':
    case 'between':
      return condition.operands.flatMap(attributesOfOperand);
    case 'in':
      return [condition.subject, ...condition.choices].flatMap(attributesOfOperand);
  }
}

function attributesOfOperand(operand: Operand): readonly string[] {
  if (operand.kind === 'value') return [];
  return operand.kind === 'path' ? [operand.path[0]] : attributesOfOperand(operand.of);
}
