import { validationFault } from './validation-fault.ts';

export type TokenKind = 'word' | 'name' | 'value' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Where it begins and ends in the expression: for the `near` of a syntax error. */
  readonly from: number;
  readonly to: number;
}

/** documented: an expression may be 4 KB long. */
const EXPRESSION_BYTES_MAX = 4096;

const TOKEN =
  /\s+|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<number>\d+)|(?<symbol><>|<=|>=|[=<>(),.[\]+-])/y;

/** The tokens of an expression, an `end` last. `kind` names the parameter in messages. */
export function tokensOf(expression: string, kind: string): readonly Token[] {
  if (expression.trim() === '') {
    throw validationFault(`Invalid ${kind}: The expression can not be empty;`);
  }
  if (Buffer.byteLength(expression) > EXPRESSION_BYTES_MAX) {
    throw validationFault(
      `Invalid ${kind}: Expression size has exceeded the maximum allowed size; ` +
        `expression size: ${Buffer.byteLength(expression)}`,
    );
  }
  const tokens: Token[] = [];
  for (let from = 0; from < expression.length;) {
    const match = matchAt(expression, from, kind);
    const to = from + match[0].length;
    const found = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined);
    if (found) tokens.push({ kind: found[0] as TokenKind, text: match[0], from, to });
    from = to;
  }
  tokens.push({ kind: 'end', text: '<EOF>', from: expression.length, to: expression.length });
  return tokens;
}

function matchAt(expression: string, from: number, kind: string): RegExpExecArray {
  TOKEN.lastIndex = from;
  const match = TOKEN.exec(expression);
  if (!match) {
    const near = expression.slice(Math.max(0, from - 8), from + 8);
    throw validationFault(
      `Invalid ${kind}: Syntax error; token: "${expression.charAt(from)}", near: "${near}"`,
    );
  }
  return match;
}
