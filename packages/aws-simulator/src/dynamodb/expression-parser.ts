import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { acceptValue, type Item } from './attribute-value.ts';
import type { DocumentPath } from './document-path.ts';
import { tokensOf, type Token } from './expression-tokens.ts';
import { isReservedWord } from './reserved-words.ts';
import { validationFault } from './validation-fault.ts';

/** The names and values of one request, and which of them its expressions have used. */
export interface Substitutions {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
  readonly usedNames: Set<string>;
  readonly usedValues: Set<string>;
}

/** A reader of one expression, token by token. */
export interface ExpressionParser {
  /** The parameter's name, for messages: `ConditionExpression`. */
  readonly kind: string;
  peek(ahead?: number): Token;
  take(): Token;
  /** Takes the token when it has this text (words in any case); says whether it did. */
  takeIf(text: string): boolean;
  expect(text: string): void;
  path(): DocumentPath;
  value(): AttributeValue;
  /** Fails unless the expression is at its end. */
  end(): void;
  syntaxError(token?: Token): Error;
  error(message: string): Error;
}

export function createExpressionParser(
  expression: string,
  kind: string,
  substitutions: Substitutions,
): ExpressionParser {
  const tokens = tokensOf(expression, kind);
  let position = 0;
  const at = (index: number): Token => tokens[Math.min(index, tokens.length - 1)] as Token;
  const error = (message: string): Error => validationFault(`Invalid ${kind}: ${message}`);

  /** recorded: `near` holds the token before, the token and the token after. */
  function syntaxError(token: Token = at(position)): Error {
    const index = tokens.indexOf(token);
    const near = expression.slice(at(Math.max(0, index - 1)).from, at(index + 1).to);
    return error(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  const parser: ExpressionParser = {
    kind,
    peek: (ahead = 0) => at(position + ahead),
    take: () => at(position++),
    takeIf(text) {
      const token = at(position);
      const matches =
        token.kind === 'word' ? token.text.toUpperCase() === text : token.text === text;
      if (matches) position++;
      return matches;
    },
    expect(text) {
      if (!parser.takeIf(text)) throw syntaxError();
    },
    path: () => parsePath(parser, substitutions),
    value: () => parseValue(parser, substitutions),
    end() {
      if (at(position).kind !== 'end') throw syntaxError();
    },
    syntaxError,
    error,
  };
  return parser;
}

function parsePath(parser: ExpressionParser, substitutions: Substitutions): DocumentPath {
  const rest: (string | number)[] = [];
  const first = parseName(parser, substitutions);
  for (;;) {
    if (parser.takeIf('.')) {
      rest.push(parseName(parser, substitutions));
    } else if (parser.takeIf('[')) {
      const index = parser.take();
      if (index.kind !== 'number') throw parser.syntaxError(index);
      rest.push(Number(index.text));
      parser.expect(']');
    } else {
      return [first, ...rest];
    }
  }
}

function parseName(parser: ExpressionParser, substitutions: Substitutions): string {
  const token = parser.take();
  if (token.kind === 'word') {
    if (isReservedWord(token.text)) {
      throw parser.error(`Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    }
    return token.text;
  }
  if (token.kind !== 'name') throw parser.syntaxError(token);
  const name = substitutions.names[token.text];
  if (name === undefined) {
    throw parser.error(
      'An expression attribute name used in the document path is not defined; ' +
        `attribute name: ${token.text}`,
    );
  }
  substitutions.usedNames.add(token.text);
  return name;
}

function parseValue(parser: ExpressionParser, substitutions: Substitutions): AttributeValue {
  const token = parser.take();
  if (token.kind !== 'value') throw parser.syntaxError(token);
  const value = substitutions.values[token.text];
  if (value === undefined) {
    throw parser.error(
      'An expression attribute value used in expression is not defined; ' +
        `attribute value: ${token.text}`,
    );
  }
  substitutions.usedValues.add(token.text);
  return value;
}

/** The substitutions of a request, checked before any expression is read. */
export function substitutionsOf(request: {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}): Substitutions {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request;
  if (names && Object.keys(names).length === 0) {
    throw validationFault('ExpressionAttributeNames must not be empty');
  }
  if (values && Object.keys(values).length === 0) {
    throw validationFault('ExpressionAttributeValues must not be empty');
  }
  const accepted = Object.entries(values ?? {}).map(([name, value]) => [name, acceptValue(value)]);
  return {
    names: names ?? {},
    values: Object.fromEntries(accepted) as Item,
    usedNames: new Set(),
    usedValues: new Set(),
  };
}

/** documented: names and values that no expression uses are refused. */
export function refuseUnused(substitutions: Substitutions, hasExpression: boolean): void {
  refuseUnusedOf('Names', Object.keys(substitutions.names), substitutions.usedNames, hasExpression);
  refuseUnusedOf(
    'Values',
    Object.keys(substitutions.values),
    substitutions.usedValues,
    hasExpression,
  );
}

function refuseUnusedOf(
  what: string,
  given: readonly string[],
  used: ReadonlySet<string>,
  hasExpression: boolean,
): void {
  if (given.length > 0 && !hasExpression) {
    throw validationFault(
      `ExpressionAttribute${what} can only be specified when using expressions`,
    );
  }
  const unused = given.filter((name) => !used.has(name));
  if (unused.length > 0) {
    throw validationFault(
      `Value provided in ExpressionAttribute${what} unused in expressions: ` +
        `keys: {${unused.join(', ')}}`,
    );
  }
}
