import { TerminalError } from '@understudy/errors';

import { matchesArn, matchesPattern } from './match-pattern.ts';

/** Condition keys as a request gives them, by lower-case name. */
export type ConditionValues = ReadonlyMap<string, string>;

/** One operator with its keys, from a policy: `{ StringEquals: { 'aws:ResourceTag/x': ['true'] } }`. */
export interface Condition {
  holds(values: ConditionValues): boolean;
}

type Compare = (expected: string, found: string) => boolean;

/** What the operator compares; the negated ones hold for an absent key (AWS: condition operators). */
const COMPARISONS: Readonly<
  Record<string, { readonly compare: Compare; readonly negated?: true }>
> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoringCase },
  StringLike: { compare: matchesPattern },
  StringNotLike: { compare: matchesPattern, negated: true },
  ArnLike: { compare: matchesArn },
  ArnEquals: { compare: matchesArn },
  ArnNotLike: { compare: matchesArn, negated: true },
  Bool: { compare: equalsIgnoringCase },
};

/** An operator that is not known is an error: silently true would let a wrong policy pass. */
export function compileCondition(
  operator: string,
  key: string,
  expected: readonly string[],
): Condition {
  const name = key.toLowerCase();
  if (operator === 'Null') {
    const absent = expected.includes('true');
    return { holds: (values) => values.has(name) !== absent };
  }
  const { base, whenAbsent } = readOperator(operator);
  const comparison = COMPARISONS[base];
  if (!comparison) throw unknownOperator(operator);
  const { compare, negated = false } = comparison;
  return {
    holds(values) {
      const found = values.get(name);
      if (found === undefined) return whenAbsent ?? negated;
      return expected.some((value) => compare(value, found)) !== negated;
    },
  };
}

/**
 * A request gives one value per key here, so the set operators differ only for an absent key:
 * `ForAllValues` holds, `ForAnyValue` does not.
 */
function readOperator(operator: string): { base: string; whenAbsent?: boolean } {
  if (operator.startsWith('ForAllValues:')) {
    return { base: operator.slice('ForAllValues:'.length), whenAbsent: true };
  }
  if (operator.startsWith('ForAnyValue:')) {
    return { base: operator.slice('ForAnyValue:'.length), whenAbsent: false };
  }
  if (operator.endsWith('IfExists')) {
    return { base: operator.slice(0, -'IfExists'.length), whenAbsent: true };
  }
  return { base: operator };
}

function unknownOperator(operator: string): TerminalError {
  return new TerminalError(
    'UnknownConditionOperator',
    `Expected a condition operator that the simulator evaluates (${Object.keys(COMPARISONS).join(', ')}, ` +
      `Null, with ForAllValues:, ForAnyValue: or IfExists), found ${operator}. Use another one, or ` +
      'add it to src/iam/condition-operators.ts.',
    { fields: { operator } },
  );
}

function equals(expected: string, found: string): boolean {
  return expected === found;
}

function equalsIgnoringCase(expected: string, found: string): boolean {
  return expected.toLowerCase() === found.toLowerCase();
}
