import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { ATTRIBUTE_KINDS, compareValues, kindOf, type AttributeKind } from './attribute-value.ts';
import type { DocumentPath } from './document-path.ts';
import {
  createExpressionParser,
  type ExpressionParser,
  type Substitutions,
} from './expression-parser.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly of: Operand };

export type Condition =
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly operands: [Operand, Operand];
    }
  | { readonly kind: 'between'; readonly operands: [Operand, Operand, Operand] }
  | { readonly kind: 'in'; readonly subject: Operand; readonly choices: readonly Operand[] }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not' | 'group'; readonly inner: Condition }
  | { readonly kind: 'exists'; readonly path: DocumentPath; readonly expected: boolean }
  | { readonly kind: 'type'; readonly subject: Operand; readonly type: AttributeKind }
  | {
      readonly kind: 'begins_with' | 'contains';
      readonly subject: Operand;
      readonly operand: Operand;
    };

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];

/** documented: functions' names are case-sensitive, keywords are not. */
const FUNCTIONS: readonly string[] = [
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
];

/** documented: IN takes up to 100 values. */
const CHOICES_MAX = 100;

/** documented: kinds that have an order. */
const ORDERED_KINDS: readonly AttributeKind[] = ['S', 'N', 'B'];

/** Reads a condition, a filter or a key condition; `kind` is the parameter's name. */
export function parseCondition(
  expression: string,
  kind: string,
  substitutions: Substitutions,
): Condition {
  const parser = createExpressionParser(expression, kind, substitutions);
  const condition = parseOr(parser);
  parser.end();
  return condition;
}

function parseOr(parser: ExpressionParser): Condition {
  let left = parseAnd(parser);
  while (parser.takeIf('OR')) left = { kind: 'or', left, right: parseAnd(parser) };
  return left;
}

function parseAnd(parser: ExpressionParser): Condition {
  let left = parseNot(parser);
  while (parser.takeIf('AND')) left = { kind: 'and', left, right: parseNot(parser) };
  return left;
}

function parseNot(parser: ExpressionParser): Condition {
  if (parser.takeIf('NOT')) return { kind: 'not', inner: parseNot(parser) };
  if (parser.takeIf('(')) {
    const inner = parseOr(parser);
    parser.expect(')');
    if (inner.kind === 'group') throw parser.error('The expression has redundant parentheses;');
    return { kind: 'group', inner };
  }
  const token = parser.peek();
  if (token.kind === 'word' && parser.peek(1).text === '(' && token.text !== 'size') {
    return parseFunction(parser);
  }
  return parseComparison(parser);
}

function parseComparison(parser: ExpressionParser): Condition {
  const subject = parseOperand(parser);
  if (parser.takeIf('BETWEEN')) {
    const low = parseOperand(parser);
    parser.expect('AND');
    return between(parser, subject, low, parseOperand(parser));
  }
  if (parser.takeIf('IN')) return parseChoices(parser, subject);
  const token = parser.take();
  if (!COMPARATORS.includes(token.text)) throw parser.syntaxError(token);
  const comparator = token.text as Comparator;
  const other = parseOperand(parser);
  if (comparator !== '=' && comparator !== '<>') {
    refuseUnordered(parser, comparator, [subject, other]);
  }
  return { kind: 'compare', comparator, operands: [subject, other] };
}

function between(
  parser: ExpressionParser,
  subject: Operand,
  low: Operand,
  high: Operand,
): Condition {
  refuseUnordered(parser, 'BETWEEN', [subject, low, high]);
  if (low.kind === 'value' && high.kind === 'value') {
    const order = compareValues(low.value, high.value);
    if (order === undefined) {
      throw parser.error(
        'The BETWEEN operator requires same data type for lower and upper bounds; ' +
          boundsText(low.value, high.value),
      );
    }
    if (order > 0) {
      throw parser.error(
        'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
          boundsText(low.value, high.value),
      );
    }
  }
  return { kind: 'between', operands: [subject, low, high] };
}

function boundsText(low: AttributeValue, high: AttributeValue): string {
  const text = (value: AttributeValue): string =>
    `AttributeValue: {${kindOf(value)}:${String(value.S ?? value.N)}}`;
  return `lower bound operand: ${text(low)}, upper bound operand: ${text(high)}`;
}

function parseChoices(parser: ExpressionParser, subject: Operand): Condition {
  parser.expect('(');
  const choices = [parseOperand(parser)];
  while (parser.takeIf(',')) choices.push(parseOperand(parser));
  parser.expect(')');
  if (choices.length > CHOICES_MAX) {
    throw parser.error(
      'The IN operator is provided with too many operands; ' +
        `number of operands: ${choices.length}`,
    );
  }
  return { kind: 'in', subject, choices };
}

function parseFunction(parser: ExpressionParser): Condition {
  const name = parser.take().text;
  if (!FUNCTIONS.includes(name)) {
    throw parser.error(`Invalid function name; function: ${name}`);
  }
  const operands = parseArguments(parser);
  const expected = name.includes('exists') ? 1 : 2;
  if (operands.length !== expected) {
    throw parser.error(
      'Incorrect number of operands for operator or function; ' +
        `operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  const [subject, operand] = operands as [Operand, Operand];
  if (expected === 1) {
    if (subject.kind !== 'path') {
      throw parser.error(
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    }
    return { kind: 'exists', path: subject.path, expected: name === 'attribute_exists' };
  }
  if (name === 'attribute_type') return typeCondition(parser, subject, operand);
  if (name === 'begins_with') {
    refuseKinds(parser, name, [subject, operand], ['S', 'B']);
    return { kind: 'begins_with', subject, operand };
  }
  return { kind: 'contains', subject, operand };
}

function parseArguments(parser: ExpressionParser): Operand[] {
  parser.expect('(');
  const operands = [parseOperand(parser)];
  while (parser.takeIf(',')) operands.push(parseOperand(parser));
  parser.expect(')');
  return operands;
}

function typeCondition(parser: ExpressionParser, subject: Operand, operand: Operand): Condition {
  const name = operand.kind === 'value' ? operand.value.S : undefined;
  if (name === undefined) {
    throw incorrectKind(
      parser,
      'attribute_type',
      operand.kind === 'value' ? kindOf(operand.value) : 'M',
    );
  }
  const type = ATTRIBUTE_KINDS.find((kind) => kind === name);
  if (!type) {
    throw parser.error(
      `Invalid attribute type name found; type: ${name}, ` +
        `valid types: {${ATTRIBUTE_KINDS.join(',')}}`,
    );
  }
  return { kind: 'type', subject, type };
}

function parseOperand(parser: ExpressionParser): Operand {
  const token = parser.peek();
  if (token.kind === 'value') return { kind: 'value', value: parser.value() };
  if (token.text === 'size' && parser.peek(1).text === '(') {
    parser.take();
    parser.expect('(');
    const of = parseOperand(parser);
    parser.expect(')');
    return { kind: 'size', of };
  }
  return { kind: 'path', path: parser.path() };
}

function refuseUnordered(
  parser: ExpressionParser,
  operator: string,
  operands: readonly Operand[],
): void {
  refuseKinds(parser, operator, operands, ORDERED_KINDS);
}

function refuseKinds(
  parser: ExpressionParser,
  operator: string,
  operands: readonly Operand[],
  allowed: readonly AttributeKind[],
): void {
  for (const operand of operands) {
    if (operand.kind !== 'value') continue;
    const kind = kindOf(operand.value);
    if (!allowed.includes(kind)) throw incorrectKind(parser, operator, kind);
  }
}

function incorrectKind(parser: ExpressionParser, operator: string, kind: AttributeKind): Error {
  return parser.error(
    'Incorrect operand type for operator or function; ' +
      `operator or function: ${operator}, operand type: ${kind}`,
  );
}
