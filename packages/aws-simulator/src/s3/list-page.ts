import { compareKeys } from './key-order.ts';

/** One page of a listing: entries, and the prefixes that stand for several. */
export interface ListPage<Entry> {
  readonly entries: readonly Entry[];
  readonly prefixes: readonly string[];
  /** The last key or prefix of the page, when there is more after it. */
  readonly next?: string;
}

export interface ListQuery {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  /** Entries up to and including this key, or beneath this prefix, are left out. */
  readonly after: string;
  readonly countMax: number;
}

/**
 * documented: what lies beyond the delimiter is rolled up into one prefix, which counts as one
 * entry. The entries come in the order of their keys.
 */
export function listPage<Entry extends { readonly key: string }>(
  sorted: readonly Entry[],
  { Prefix: prefix = '', Delimiter: delimiter = '', after, countMax }: ListQuery,
): ListPage<Entry> {
  const entries: Entry[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const entry of sorted) {
    const { key } = entry;
    if (!key.startsWith(prefix)) continue;
    const rolled = rolledUp(key, prefix, delimiter);
    const name = rolled ?? key;
    if (after !== '' && isAtOrBefore(key, name, after)) continue;
    if (rolled !== undefined && prefixes.at(-1) === rolled) continue;
    if (entries.length + prefixes.length >= countMax) {
      return countMax === 0 ? { entries, prefixes } : { entries, prefixes, next: last };
    }
    if (rolled === undefined) entries.push(entry);
    else prefixes.push(rolled);
    last = name;
  }
  return { entries, prefixes };
}

function rolledUp(key: string, prefix: string, delimiter: string): string | undefined {
  const position = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return position < 0 ? undefined : key.slice(0, position + delimiter.length);
}

/** A page that ended with a prefix goes on after everything that the prefix stands for. */
function isAtOrBefore(key: string, name: string, after: string): boolean {
  return compareKeys(key, after) <= 0 || (name !== key && compareKeys(name, after) <= 0);
}
