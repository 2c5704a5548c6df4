import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { describeFound, type Problem } from '../problem.ts';
import type { ConfigurationFile, Path } from '../source.ts';
import { checkKeys, type BadKey } from './check-keys.ts';

/** A stage file of 500 services with everything said is below half of this. */
export const FILE_CHARACTERS_MAX = 512_000;

/** Our own files nest 6 deep. Deeper ones are refused before anything walks them. */
export const NESTING_MAX = 20;

/** Reads a YAML (or JSON) file's text. Whatever the text is: a value or problems, never a throw. */
export function parseYaml(name: string, text: string): ConfigurationFile {
  if (text.length > FILE_CHARACTERS_MAX) {
    const expected = `at most ${FILE_CHARACTERS_MAX} characters`;
    return unreadable(name, [{ source: name, path: '', expected, found: String(text.length) }]);
  }
  const lines = new LineCounter();
  try {
    // The parser's own search for keys said twice takes minutes for a large map: ours is linear.
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false };
    const document = parseDocument(text, options);
    const problems = [...document.errors, ...document.warnings].map((error): Problem => ({
      source: name,
      line: lines.linePos(error.pos[0]).line,
      path: '',
      expected: 'YAML in one document, each key once, no tags',
      found: `${error.code}: ${error.message}`,
    }));
    problems.push(...checkKeys(document).map((found) => toProblem(name, found, lines)));
    if (problems.length > 0) return unreadable(name, problems);
    // 0 allows no aliases: a few lines of them can stand for gigabytes.
    const value: unknown = document.toJS({ maxAliasCount: 0 }) ?? {};
    if (isDeeperThan(value, NESTING_MAX)) return unreadable(name, [tooDeep(name)]);
    const lineOf = (path: Path) => lineAt(document, path, lines);
    return { kind: 'file', name, value, problems: [], lineOf };
  } catch (error) {
    // The parser descends with the text: nested deep enough it runs out of stack.
    if (error instanceof RangeError) return unreadable(name, [tooDeep(name)]);
    const found = error instanceof Error ? error.message : String(error);
    const expected = 'YAML without aliases';
    return unreadable(name, [{ source: name, path: '', expected, found }]);
  }
}

function unreadable(name: string, problems: readonly Problem[]): ConfigurationFile {
  return { kind: 'file', name, value: undefined, problems, lineOf: () => undefined };
}

function toProblem(name: string, { at, expected, found }: BadKey, lines: LineCounter): Problem {
  const line = at === undefined ? {} : { line: lines.linePos(at).line };
  return { source: name, ...line, path: '', expected, found: describeFound(found) };
}

function tooDeep(name: string): Problem {
  const expected = `at most ${NESTING_MAX} levels of nesting`;
  return { source: name, path: '', expected, found: 'more' };
}

/** Level by level, without recursion: the value may be as deep as the text was long. */
function isDeeperThan(value: unknown, levelsMax: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levelsMax; depth++) {
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function lineAt(document: Document, path: Path, lines: LineCounter): number | undefined {
  let node: unknown = document.contents;
  let found: Node | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
      if (!pair) break;
      found = isScalar(pair.key) ? pair.key : found;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      found = isScalar(node) || isMap(node) || isSeq(node) ? node : found;
    } else break;
  }
  return found?.range ? lines.linePos(found.range[0]).line : undefined;
}
