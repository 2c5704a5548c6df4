import { TerminalError } from '@understudy/errors';
import * as z from 'zod';
import { knownKeys } from './known-keys.ts';
import { at, mergeSources, type Merged } from './merge-sources.ts';
import { describeFound, renderProblems, type Problem } from './problem.ts';
import type { ConfigurationSource } from './source.ts';
import { suggest } from './suggest.ts';

export type Loaded<T> =
  | { readonly result: 'loaded'; readonly configuration: T }
  | { readonly result: 'invalid'; readonly problems: readonly Problem[] };

/** What a schema cannot say: two parts that do not go together. */
export interface Contradiction {
  readonly path: readonly string[];
  readonly expected: string;
  readonly found: string;
  readonly suggestion?: string;
}

/**
 * What the sources say, complete and checked; or everything that is wrong with it, at once.
 * `contradictionsIn` is asked when the schema is content.
 */
export function loadConfiguration<T>(
  schema: z.ZodType<T>,
  sources: readonly ConfigurationSource[],
  contradictionsIn: (configuration: T) => readonly Contradiction[] = () => [],
): Loaded<T> {
  const merged = mergeSources(sources);
  const unreadable = sources.some((source) => source.kind === 'file' && source.value === undefined);
  // Of a file that could not be read nothing more is known: everything in it would seem missing.
  if (unreadable) return { result: 'invalid', problems: merged.problems };
  const parsed = schema.safeParse(merged.value);
  const found = parsed.success
    ? contradictionsIn(parsed.data).map((one) => ({
        ...merged.originOf(one.path),
        ...one,
        path: one.path.join('.'),
      }))
    : parsed.error.issues.flatMap((issue) => toProblems(schema, issue, merged));
  const problems = [...merged.problems, ...found];
  if (parsed.success && problems.length === 0) {
    return { result: 'loaded', configuration: parsed.data };
  }
  return { result: 'invalid', problems };
}

/** The same for whoever cannot go on without: throws `ConfigurationInvalid` with every problem. */
export function requireConfiguration<T>(
  schema: z.ZodType<T>,
  sources: readonly ConfigurationSource[],
): T {
  const loaded = loadConfiguration(schema, sources);
  if (loaded.result === 'loaded') return loaded.configuration;
  throw new TerminalError('ConfigurationInvalid', renderProblems(loaded.problems), {
    fields: { problems: loaded.problems.length },
  });
}

/** A JSON Schema of what may be written, for editors. */
export function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) };
}

function toProblems(schema: z.ZodType, issue: z.core.$ZodIssue, merged: Merged): Problem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => {
      const meant = suggest(key, known);
      return {
        ...merged.originOf([...path, key]),
        path: [...path, key].map(String).join('.'),
        expected: known.length > 0 ? `one of ${known.join(', ')}` : 'no such key',
        found: describeFound(key),
        ...(meant === undefined ? {} : { suggestion: meant }),
      };
    });
  }
  const value = at(merged.value, path);
  const meant =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? suggest(value, issue.values.map(String))
      : undefined;
  return [
    {
      ...merged.originOf(path),
      path: path.map(String).join('.'),
      expected: expectedBy(issue),
      // A key is what is wrong here, not what stands under it.
      found: describeFound(issue.code === 'invalid_key' ? path.at(-1) : value),
      ...(meant === undefined ? {} : { suggestion: meant }),
    },
  ];
}

/** Zod's issue as what was expected; a schema's own message (a reason) follows. */
function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return WORDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${measureOf(issue.origin)}at least ${issue.minimum}${reasonOf(issue)}`;
    case 'too_big':
      return `${measureOf(issue.origin)}at most ${issue.maximum}${reasonOf(issue)}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'another key';
    default:
      return issue.message;
  }
}

const WORDS: Readonly<Partial<Record<string, string>>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'a map',
  record: 'a map',
  string: 'text',
};

function measureOf(origin: string): string {
  if (origin === 'string') return 'a length of ';
  return origin === 'array' || origin === 'set' ? 'a count of ' : '';
}

/** Zod's own words are in English sentences that begin with a capital; ours begin with none. */
function reasonOf({ message }: z.core.$ZodIssue): string {
  return /^[A-Z]/.test(message) ? '' : ` (${message})`;
}
