import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';

import { AwsFault } from '../kernel/aws-fault.ts';
import { keyOfStat, statisticOf, type MetricCatalog } from './metric-catalog.ts';

/** The value of one query in a period: a statistic, or an expression over other queries. */
export function valueOfQuery(
  catalog: MetricCatalog,
  queries: readonly MetricDataQuery[],
  query: MetricDataQuery,
  from: number,
  to: number,
): number | undefined {
  if (query.MetricStat) {
    const summary = catalog.summary(keyOfStat(query.MetricStat), from, to);
    return statisticOf(summary, query.MetricStat.Stat ?? '');
  }
  return evaluateExpression(query.Expression ?? '', (id) => {
    const named = queries.find((candidate) => candidate.Id === id);
    if (!named || named === query) throw unknownExpression(query.Expression ?? '');
    return valueOfQuery(catalog, queries, named, from, to);
  });
}

const TOKENS = /\s*([a-z][a-zA-Z0-9_]*|\d+(?:\.\d+)?|[-+*/()])\s*/y;

/** Sums, products and parentheses: what is simulated of metric math. No data in, no data out. */
export function evaluateExpression(
  text: string,
  valueOf: (id: string) => number | undefined,
): number | undefined {
  const tokens = tokensOf(text);
  let position = 0;

  function sum(): number | undefined {
    let left = product();
    while (tokens[position] === '+' || tokens[position] === '-') {
      const sign = tokens[position++] === '+' ? 1 : -1;
      left = combine(left, product(), (first, second) => first + sign * second);
    }
    return left;
  }

  function product(): number | undefined {
    let left = atom();
    while (tokens[position] === '*' || tokens[position] === '/') {
      const multiplies = tokens[position++] === '*';
      left = combine(left, atom(), (first, second) =>
        multiplies ? first * second : first / second,
      );
    }
    return left;
  }

  function atom(): number | undefined {
    const token = tokens[position++] ?? '';
    if (token === '(') {
      const inner = sum();
      if (tokens[position++] !== ')') throw unknownExpression(text);
      return inner;
    }
    if (/^\d/.test(token)) return Number(token);
    if (!/^[a-z]/.test(token)) throw unknownExpression(text);
    return valueOf(token);
  }

  const value = sum();
  if (position !== tokens.length) throw unknownExpression(text);
  return value;
}

function combine(
  first: number | undefined,
  second: number | undefined,
  operation: (first: number, second: number) => number,
): number | undefined {
  return first === undefined || second === undefined ? undefined : operation(first, second);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.length) {
    const [, token] = TOKENS.exec(text) ?? [];
    if (token === undefined) throw unknownExpression(text);
    tokens.push(token);
  }
  return tokens;
}

function unknownExpression(text: string): AwsFault {
  const message = `The simulator evaluates sums and products of metrics only, found: ${text}`;
  return new AwsFault('ValidationError', 400, message);
}
