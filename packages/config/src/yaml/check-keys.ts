import { isMap, isNode, isScalar, isSeq, type Document } from 'yaml';

/** A key that must not be there, and where it begins. */
export interface BadKey {
  readonly at: number | undefined;
  readonly expected: string;
  readonly found: string;
}

/** Keys said twice, keys that are no words, and the one that would reach a prototype. */
export function checkKeys(document: Document): readonly BadKey[] {
  const bad: BadKey[] = [];
  // A list of what is left to look at, not recursion: the text may nest as deep as it is long.
  const left: unknown[] = [document.contents];
  while (left.length > 0) {
    const node = left.pop();
    if (isSeq(node)) for (const item of node.items) left.push(item);
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const found = isScalar(key) ? String(key.value) : 'a map or a list';
      const expected = isScalar(key) ? complaint(found, seen) : 'a word as a key';
      seen.add(found);
      if (expected) bad.push({ at: isNode(key) ? key.range?.[0] : undefined, expected, found });
      left.push(value);
    }
  }
  return bad;
}

function complaint(name: string, seen: ReadonlySet<string>): string | undefined {
  if (name === '__proto__') return 'another key';
  return seen.has(name) ? 'each key once' : undefined;
}
