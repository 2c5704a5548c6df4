import { describeFound, type Problem } from './problem.ts';
import type {
  Binding,
  ConfigurationEnvironment,
  ConfigurationFile,
  ConfigurationSource,
  Path,
} from './source.ts';

/** What all sources say together, and which of them said what. */
export interface Merged {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where a part comes from, for a message about it. */
  originOf(path: Path): { readonly source: string; readonly line?: number };
}

/** The environment fills in what the file leaves out; where both speak they must agree. */
export function mergeSources(sources: readonly ConfigurationSource[]): Merged {
  const file = sources.find((source) => source.kind === 'file');
  const environments = sources.filter((source) => source.kind === 'environment');
  const problems: Problem[] = [...(file?.problems ?? [])];
  const fromEnvironment = new Map<string, string>();
  let value: unknown = file?.value ?? {};
  for (const environment of environments) {
    for (const [binding, said] of spoken(environment)) {
      const inFile = at(value, binding.path);
      if (inFile === undefined) {
        value = put(value, binding.path, said);
        fromEnvironment.set(binding.path.join('.'), binding.variable);
      } else if (!agree(inFile, said)) {
        problems.push(disagreement(binding, said, inFile, file));
      }
    }
  }
  return {
    value,
    problems,
    originOf(path) {
      for (let length = path.length; length > 0; length--) {
        const variable = fromEnvironment.get(path.slice(0, length).join('.'));
        if (variable !== undefined) return { source: `environment variable ${variable}` };
      }
      const line = file?.lineOf(path);
      const source = file?.name ?? 'environment';
      return line === undefined ? { source } : { source, line };
    },
  };
}

/** What the environment says; an empty variable says nothing. */
function spoken({ values, bindings }: ConfigurationEnvironment): [Binding, unknown][] {
  return bindings.flatMap((binding): [Binding, unknown][] => {
    const text = values[binding.variable]?.trim();
    return text ? [[binding, convert(text, binding.as)]] : [];
  });
}

/** What cannot be converted stays text: the schema then says what it expected. */
function convert(text: string, as: Binding['as']): unknown {
  if (as === 'list') return text.split(',').map((part) => part.trim());
  if (as === 'number') return Number.isNaN(Number(text)) ? text : Number(text);
  if (as === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function agree(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function disagreement(
  { variable, path }: Binding,
  said: unknown,
  inFile: unknown,
  file: ConfigurationFile | undefined,
): Problem {
  const line = file?.lineOf(path);
  return {
    source: file?.name ?? 'file',
    ...(line === undefined ? {} : { line }),
    path: path.join('.'),
    expected: `the same as the environment variable ${variable} (${shown(said)})`,
    found: shown(inFile),
  };
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.map(describeFound).join(', ') : describeFound(value);
}

/** The part at a path; only own keys count, so that no path reaches a prototype. */
export function at(value: unknown, path: Path): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    part = Reflect.get(part, key);
  }
  return part;
}

function put(value: unknown, path: readonly string[], said: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return said;
  // A list or a scalar where a map belongs is left as it is: the schema says so.
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (value !== undefined && !isMap) return value;
  const map = isMap ? value : {};
  return { ...map, [key]: put(Reflect.get(map, key), rest, said) };
}
