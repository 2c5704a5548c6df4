import type { Filter } from '@aws-sdk/client-ec2';

import { invalidValue } from './ec2-faults.ts';

/** The values of a resource under a filter's name; undefined when there is no such filter. */
export type ValuesOf<Item> = (item: Item, name: string) => readonly string[] | undefined;

/** Filters as EC2 applies them [documented]: all names must match, any value of a name; `*` and `?` are wild. */
export function filtered<Item>(
  items: readonly Item[],
  filters: readonly Filter[] | undefined,
  valuesOf: ValuesOf<Item>,
): Item[] {
  return items.filter((item) => (filters ?? []).every((filter) => passes(item, filter, valuesOf)));
}

function passes<Item>(item: Item, filter: Filter, valuesOf: ValuesOf<Item>): boolean {
  const actual = valuesOf(item, filter.Name ?? '');
  if (!actual) throw invalidValue(`The filter '${filter.Name ?? ''}' is invalid`);
  const wanted = (filter.Values ?? []).map(patternOf);
  return actual.some((value) => wanted.some((pattern) => pattern.test(value)));
}

/** The same few values are asked for again and again. */
const PATTERNS_KEPT_MAX = 1_000;
const patterns = new Map<string, RegExp>();

function patternOf(value: string): RegExp {
  const known = patterns.get(value);
  if (known) return known;
  if (patterns.size >= PATTERNS_KEPT_MAX) patterns.clear();
  const escaped = value.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  patterns.set(value, pattern);
  return pattern;
}

/** The values of the filters `tag:<key>` and `tag-key`, which every tagged resource has. */
export function tagValues(
  tags: ReadonlyMap<string, string>,
  name: string,
): readonly string[] | undefined {
  if (name === 'tag-key') return [...tags.keys()];
  if (!name.startsWith('tag:')) return undefined;
  const value = tags.get(name.slice('tag:'.length));
  return value === undefined ? [] : [value];
}

export function tagList(tags: ReadonlyMap<string, string>): { Key: string; Value: string }[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
