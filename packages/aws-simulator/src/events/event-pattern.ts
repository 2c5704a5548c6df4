import { matchesPattern } from '../iam/match-pattern.ts';

/** A pattern: objects mirror the event, arrays list what a field may be (any of them). */
export type EventPattern = Readonly<Record<string, unknown>>;

type Json = Readonly<Record<string, unknown>>;

/** Whether an event's text is meant by a pattern (documented: "Amazon EventBridge event patterns"). */
export function matchesEvent(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([name, expected]) => {
    if (name === '$or') {
      return (expected as EventPattern[]).some((choice) => matchesEvent(choice, event));
    }
    return fieldMatches(expected, valuesAt(event, name));
  });
}

function fieldMatches(expected: unknown, values: readonly unknown[]): boolean {
  if (!Array.isArray(expected)) {
    const inner = expected as EventPattern;
    // A nested pattern of absences is met by a missing object as well.
    const candidates = values.length > 0 ? values : [undefined];
    return candidates.some((value) => matchesEvent(inner, value));
  }
  return expected.some((choice: unknown) => choiceMatches(choice, values));
}

/** The field's values: the members of an array each count, of objects in arrays too. */
function valuesAt(event: unknown, name: string): readonly unknown[] {
  if (Array.isArray(event)) return event.flatMap((member) => valuesAt(member, name));
  if (typeof event !== 'object' || event === null || !Object.hasOwn(event, name)) return [];
  const value: unknown = Reflect.get(event, name);
  return Array.isArray(value) ? value : [value];
}

/** One entry of a list: a literal, or an object with one content filter. */
export function choiceMatches(choice: unknown, values: readonly unknown[]): boolean {
  if (typeof choice !== 'object' || choice === null) return values.includes(choice);
  const [[filter, operand] = []] = Object.entries(choice as Json);
  if (filter === 'exists') return values.length > 0 === operand;
  return values.some((value) => filterMatches(filter, operand, value));
}

function filterMatches(filter: string | undefined, operand: unknown, value: unknown): boolean {
  switch (filter) {
    case 'prefix':
      return typeof value === 'string' && textMatches(operand, value, (a, b) => a.startsWith(b));
    case 'suffix':
      return typeof value === 'string' && textMatches(operand, value, (a, b) => a.endsWith(b));
    case 'equals-ignore-case':
      return typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'wildcard':
      return (
        typeof value === 'string' && matchesPattern(String(operand).replaceAll('?', '\\?'), value)
      );
    case 'numeric':
      return typeof value === 'number' && numberMatches(operand as readonly unknown[], value);
    case 'anything-but':
      return !excluded(operand, value);
    default:
      return false;
  }
}

function textMatches(
  operand: unknown,
  value: string,
  compare: (value: string, part: string) => boolean,
): boolean {
  if (typeof operand === 'string') return compare(value, operand);
  const part = (operand as Json)['equals-ignore-case'];
  return compare(value.toLowerCase(), String(part).toLowerCase());
}

/** Pairs of a comparator and a number, all of which must hold: `[">", 0, "<=", 5]`. */
function numberMatches(operand: readonly unknown[], value: number): boolean {
  for (let index = 0; index < operand.length; index += 2) {
    if (!compares(String(operand[index]), value, Number(operand[index + 1]))) return false;
  }
  return true;
}

function compares(comparator: string, value: number, bound: number): boolean {
  if (comparator === '=') return value === bound;
  if (comparator === '<') return value < bound;
  if (comparator === '<=') return value <= bound;
  if (comparator === '>') return value > bound;
  return comparator === '>=' && value >= bound;
}

function excluded(operand: unknown, value: unknown): boolean {
  return [operand].flat().some((choice) => {
    if (typeof choice !== 'object' || choice === null) return choice === value;
    const [[filter, parts] = []] = Object.entries(choice as Json);
    return [parts].flat().some((part) => filterMatches(filter, part, value));
  });
}
