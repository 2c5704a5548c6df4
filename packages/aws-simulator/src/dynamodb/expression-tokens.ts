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

/** Space, a word, a `#name`, a `:value`, a number or a symbol. */
const TOKEN = /\s+|[A-Za-z_]\w*|[#:]\w+|\d+|<>|<=|>=|[=<>(),.[\]+-]/y;

/** A program asks with the same few expressions all the time; the words of a test are not kept. */
const known = new Map<string, readonly Token[]>();
const KNOWN_MAX = 500;

/** The tokens of an expression, an `end` last. `kind` names the parameter in messages. */
export function tokensOf(expression: string, kind: string): readonly Token[] {
  const read = known.get(expression);
  if (read) return read;
  const tokens = readTokens(expression, kind);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(expression, tokens);
  return tokens;
}

function readTokens(expression: string, kind: string): readonly Token[] {
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
    const text = textAt(expression, from, kind);
    const to = from + text.length;
    if (text.trim() !== '') tokens.push({ kind: kindOfText(text), text, from, to });
    from = to;
  }
  tokens.push({ kind: 'end', text: '<EOF>', from: expression.length, to: expression.length });
  return tokens;
}

function textAt(expression: string, from: number, kind: string): string {
  TOKEN.lastIndex = from;
  const match = TOKEN.exec(expression);
  if (!match) {
    const near = expression.slice(Math.max(0, from - 8), from + 8);
    throw validationFault(
      `Invalid ${kind}: Syntax error; token: "${expression.charAt(from)}", near: "${near}"`,
    );
  }
  return match[0];
}

/** A token's first character tells what it is: simulations read very many expressions. */
function kindOfText(text: string): TokenKind {
  if (text.startsWith('#')) return 'name';
  if (text.startsWith(':')) return 'value';
  if (/^\d/.test(text)) return 'number';
  return /^\w/.test(text) ? 'word' : 'symbol';
}
