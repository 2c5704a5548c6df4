import { TerminalError } from '@understudy/errors';

import type { Requirement } from '../kernel/world.ts';
import { compileCondition, type Condition, type ConditionValues } from './condition-operators.ts';
import { matchesAction, matchesPattern } from './match-pattern.ts';

/** A statement ready to be asked. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  applies(requirement: Requirement): boolean;
}

const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** Reads a policy as CloudFormation gives it; whatever would not be evaluated is an error. */
export function compilePolicy(document: unknown, name: string): readonly PolicyStatement[] {
  const statements = asList(asRecord(document, name)['Statement']);
  return statements.map((statement, index) =>
    compileStatement(asRecord(statement, name), `${name}, statement ${index + 1}`),
  );
}

function compileStatement(statement: Record<string, unknown>, where: string): PolicyStatement {
  for (const key of Object.keys(statement)) {
    if (!STATEMENT_KEYS.includes(key)) throw invalid(where, STATEMENT_KEYS.join(', '), key);
  }
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw invalid(where, 'Allow or Deny', effect);
  const actions = either(statement, 'Action', where, matchesAction);
  const resources = either(statement, 'Resource', where, matchesPattern);
  const conditions = compileConditions(statement['Condition'], where);
  return {
    effect,
    applies: (requirement) =>
      actions(requirement.action) &&
      resources(requirement.resource) &&
      conditions.every((condition) => condition.holds(valuesOf(requirement))),
  };
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: exactly one of the two. */
function either(
  statement: Record<string, unknown>,
  key: 'Action' | 'Resource',
  where: string,
  matches: (pattern: string, text: string) => boolean,
): (text: string) => boolean {
  const positive = statement[key];
  const negative = statement[`Not${key}`];
  if ((positive === undefined) === (negative === undefined)) {
    throw invalid(where, `either ${key} or Not${key}`, positive === undefined ? 'none' : 'both');
  }
  const patterns = asList(positive ?? negative).map((pattern) => asText(pattern, where));
  const wanted = negative === undefined;
  return (text) => patterns.some((pattern) => matches(pattern, text)) === wanted;
}

function compileConditions(block: unknown, where: string): readonly Condition[] {
  if (block === undefined) return [];
  return Object.entries(asRecord(block, where)).flatMap(([operator, keys]) =>
    Object.entries(asRecord(keys, where)).map(([key, expected]) =>
      compileCondition(
        operator,
        key,
        asList(expected).map((value) => asText(value, where)),
      ),
    ),
  );
}

function valuesOf(requirement: Requirement): ConditionValues {
  return new Map(
    Object.entries(requirement.conditionKeys).map(([key, value]) => [key.toLowerCase(), value]),
  );
}

function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw invalid(where, 'an object', value);
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** Policy variables would need the caller's session: none of ours uses one. */
function asText(value: unknown, where: string): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && !value.includes('${')) return value;
  throw invalid(where, 'a resolved text without policy variables', value);
}

function invalid(where: string, expected: string, found: unknown): TerminalError {
  return new TerminalError(
    'InvalidPolicy',
    `Expected ${expected} in ${where}, found ${JSON.stringify(found)}. Correct the policy.`,
    { fields: { where } },
  );
}
