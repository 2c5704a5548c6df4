import { invalidTemplate } from './template-errors.ts';

/** What names in a template stand for. */
export interface TemplateScope {
  /** A parameter, pseudo parameter or resource. */
  ref(name: string): string | undefined;
  attribute(logicalId: string, attribute: string): string | undefined;
  imported(name: string): string | undefined;
  condition(name: string): boolean;
}

/** `AWS::NoValue`: the property is as if it were not there. */
const NO_VALUE = Symbol('AWS::NoValue');

/** A value of a template with its functions carried out. */
export function resolveValue(value: unknown, scope: TemplateScope): unknown {
  const resolved = resolve(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

function resolve(value: unknown, scope: TemplateScope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && isFunction(only[0])) return call(only[0], only[1], scope);
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, resolve(item, scope)] as const)
      .filter(([, item]) => item !== NO_VALUE),
  );
}

function isFunction(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

type TemplateFunction = (argument: unknown, scope: TemplateScope) => unknown;

const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  Ref: (name, scope) =>
    name === 'AWS::NoValue' ? NO_VALUE : found(scope.ref(text(name)), `Ref ${text(name)}`),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, scope) => {
    const [separator, items] = pair(argument);
    return list(resolve(items, scope)).map(text).join(text(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = pair(argument);
    return list(resolve(items, scope))[Number(resolve(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = pair(argument);
    return text(resolve(source, scope)).split(text(separator));
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = text(resolve(argument, scope));
    return found(scope.imported(name), `the import ${name}`);
  },
  'Fn::If': (argument, scope) => {
    const [name, whenTrue, whenFalse] = list(argument);
    return resolve(scope.condition(text(name)) ? whenTrue : whenFalse, scope);
  },
};

function call(name: string, argument: unknown, scope: TemplateScope): unknown {
  const known = FUNCTIONS[name];
  if (known) return known(argument, scope);
  throw invalidTemplate(`one of ${Object.keys(FUNCTIONS).join(', ')}`, name);
}

function getAttribute(argument: unknown, scope: TemplateScope): string {
  const parts = Array.isArray(argument) ? argument.map(text) : text(argument).split('.');
  const [logicalId = '', ...attribute] = parts;
  const value = scope.attribute(logicalId, attribute.join('.'));
  return found(value, `the attribute ${parts.join('.')}`);
}

/** `${Name}`, `${Resource.Attribute}` and names of its own map; `${!x}` is the text `${x}`. */
function substitute(argument: unknown, scope: TemplateScope): string {
  const [pattern, own] = Array.isArray(argument) ? pair(argument) : [argument, {}];
  const values = resolve(own, scope) as Record<string, unknown>;
  return text(pattern).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    if (name in values) return text(values[name]);
    if (name.includes('.')) return getAttribute(name, scope);
    return found(scope.ref(name), `\${${name}}`);
  });
}

/** A condition of the template. */
export function evaluateCondition(expression: unknown, scope: TemplateScope): boolean {
  const entries = Object.entries((expression ?? {}) as Record<string, unknown>);
  const [name, argument] = entries[0] ?? ['', undefined];
  switch (name) {
    case 'Fn::Equals': {
      const [left, right] = pair(argument);
      return String(resolve(left, scope)) === String(resolve(right, scope));
    }
    case 'Fn::And':
      return list(argument).every((item) => evaluateCondition(item, scope));
    case 'Fn::Or':
      return list(argument).some((item) => evaluateCondition(item, scope));
    case 'Fn::Not':
      return !evaluateCondition(list(argument)[0], scope);
    case 'Condition':
      return scope.condition(text(argument));
    default:
      throw invalidTemplate('Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition', name);
  }
}

function found(value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  throw invalidTemplate(`a value for ${what}`, 'none');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidTemplate('a text', JSON.stringify(value));
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw invalidTemplate('a list', JSON.stringify(value));
}

function pair(value: unknown): readonly [unknown, unknown] {
  const [first, second] = list(value);
  return [first, second];
}
