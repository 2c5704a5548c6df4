import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { KIND_NAMES, kindOf } from './attribute-value.ts';
import { conflict, overlap, pathText, type DocumentPath } from './document-path.ts';
import {
  createExpressionParser,
  type ExpressionParser,
  type Substitutions,
} from './expression-parser.ts';

export type UpdateOperand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | {
      readonly kind: 'if_not_exists';
      readonly path: DocumentPath;
      readonly otherwise: UpdateOperand;
    }
  | { readonly kind: 'list_append'; readonly first: UpdateOperand; readonly second: UpdateOperand }
  | {
      readonly kind: 'sum';
      readonly sign: 1 | -1;
      readonly left: UpdateOperand;
      readonly right: UpdateOperand;
    };

export type UpdateAction =
  | { readonly kind: 'set'; readonly path: DocumentPath; readonly to: UpdateOperand }
  | { readonly kind: 'remove'; readonly path: DocumentPath }
  | {
      readonly kind: 'add' | 'delete';
      readonly path: DocumentPath;
      readonly value: AttributeValue;
    };

const KIND = 'UpdateExpression';

type Clause = (parser: ExpressionParser) => UpdateAction;

const CLAUSES: Readonly<Record<string, Clause>> = {
  SET: parseSet,
  REMOVE: (parser) => ({ kind: 'remove', path: parser.path() }),
  ADD: (parser) => parseAddOrDelete(parser, 'add'),
  DELETE: (parser) => parseAddOrDelete(parser, 'delete'),
};

/** Reads an update: each of its four clauses at most once, in any order. */
export function parseUpdate(
  expression: string,
  substitutions: Substitutions,
): readonly UpdateAction[] {
  const parser = createExpressionParser(expression, KIND, substitutions);
  const actions: UpdateAction[] = [];
  const seen = new Set<string>();
  while (parser.peek().kind !== 'end') {
    const token = parser.take();
    const name = token.text.toUpperCase();
    const clause = token.kind === 'word' ? CLAUSES[name] : undefined;
    if (!clause) throw parser.syntaxError(token);
    if (seen.has(name)) {
      throw parser.error(`The "${name}" section can only be used once in an update expression;`);
    }
    seen.add(name);
    do actions.push(clause(parser));
    while (parser.takeIf(','));
  }
  refuseOverlaps(parser, actions);
  return actions;
}

function parseSet(parser: ExpressionParser): UpdateAction {
  const path = parser.path();
  parser.expect('=');
  const left = parseOperand(parser);
  const sign = parser.takeIf('+') ? 1 : parser.takeIf('-') ? -1 : undefined;
  if (sign === undefined) return { kind: 'set', path, to: left };
  const right = parseOperand(parser);
  for (const operand of [left, right]) {
    if (operand.kind === 'value' && operand.value.N === undefined) {
      throw incorrectOperand(parser, sign === 1 ? '+' : '-', kindOf(operand.value));
    }
  }
  return { kind: 'set', path, to: { kind: 'sum', sign, left, right } };
}

function parseOperand(parser: ExpressionParser): UpdateOperand {
  const token = parser.peek();
  if (token.kind === 'value') return { kind: 'value', value: parser.value() };
  if (token.kind !== 'word' || parser.peek(1).text !== '(') {
    return { kind: 'path', path: parser.path() };
  }
  parser.take();
  parser.expect('(');
  if (token.text === 'if_not_exists') return parseIfNotExists(parser);
  if (token.text !== 'list_append') {
    throw parser.error(`Invalid function name; function: ${token.text}`);
  }
  const first = parseOperand(parser);
  parser.expect(',');
  const second = parseOperand(parser);
  parser.expect(')');
  for (const operand of [first, second]) {
    if (operand.kind === 'value' && !operand.value.L) {
      throw incorrectOperand(parser, 'list_append', kindOf(operand.value));
    }
  }
  return { kind: 'list_append', first, second };
}

function parseIfNotExists(parser: ExpressionParser): UpdateOperand {
  if (parser.peek().kind === 'value') {
    throw parser.error(
      'Operator or function requires a document path; operator or function: if_not_exists',
    );
  }
  const path = parser.path();
  parser.expect(',');
  const otherwise = parseOperand(parser);
  parser.expect(')');
  return { kind: 'if_not_exists', path, otherwise };
}

function parseAddOrDelete(parser: ExpressionParser, kind: 'add' | 'delete'): UpdateAction {
  const path = parser.path();
  const value = parser.value();
  const isSet = Boolean(value.SS ?? value.NS ?? value.BS);
  if (!isSet && !(kind === 'add' && value.N !== undefined)) {
    const name = kind.toUpperCase();
    throw parser.error(
      'Incorrect operand type for operator or function; ' +
        `operator: ${name}, operand type: ${KIND_NAMES[kindOf(value)]}, ` +
        `typeSet: ALLOWED_FOR_${name}_OPERAND`,
    );
  }
  return { kind, path, value };
}

function incorrectOperand(parser: ExpressionParser, operator: string, kind: string): Error {
  return parser.error(
    'Incorrect operand type for operator or function; ' +
      `operator or function: ${operator}, operand type: ${kind}`,
  );
}

/** documented: no two actions of one update may touch the same place. */
function refuseOverlaps(parser: ExpressionParser, actions: readonly UpdateAction[]): void {
  actions.forEach(({ path }, index) => {
    for (const other of actions.slice(0, index)) {
      const paths = `path one: ${pathText(other.path)}, path two: ${pathText(path)}`;
      if (overlap(other.path, path)) {
        throw parser.error(
          'Two document paths overlap with each other; ' +
            `must remove or rewrite one of these paths; ${paths}`,
        );
      }
      if (conflict(other.path, path)) {
        throw parser.error(
          'Two document paths conflict with each other; ' +
            `must remove or rewrite one of these paths; ${paths}`,
        );
      }
    }
  });
}
