import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { copyValue, type Item } from './attribute-value.ts';
import { overlap, pathText, valueAt, type DocumentPath } from './document-path.ts';
import { createExpressionParser, type Substitutions } from './expression-parser.ts';

export function parseProjection(
  expression: string,
  substitutions: Substitutions,
): readonly DocumentPath[] {
  const parser = createExpressionParser(expression, 'ProjectionExpression', substitutions);
  const paths: DocumentPath[] = [];
  do {
    const path = parser.path();
    const other = paths.find((candidate) => overlap(candidate, path));
    if (other) {
      throw parser.error(
        'Two document paths overlap with each other; must remove or rewrite one of these paths; ' +
          `path one: ${pathText(other)}, path two: ${pathText(path)}`,
      );
    }
    paths.push(path);
  } while (parser.takeIf(','));
  parser.end();
  return paths;
}

/** The parts of an item that the paths name; list elements close up in the order of the list. */
export function project(
  item: Item,
  paths: readonly DocumentPath[],
): Record<string, AttributeValue> {
  const found = paths.filter((path) => valueAt(item, path) !== undefined);
  const names = [...new Set(found.map((path) => path[0]))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      pick(
        item[name] as AttributeValue,
        found.filter((path) => path[0] === name).map((path) => path.slice(1)),
      ),
    ]),
  );
}

function pick(
  value: AttributeValue,
  rests: readonly (readonly (string | number)[])[],
): AttributeValue {
  if (rests.some((rest) => rest.length === 0)) return copyValue(value);
  const heads = [...new Set(rests.map((rest) => rest[0]))];
  const below = (head: string | number | undefined): (string | number)[][] =>
    rests.filter((rest) => rest[0] === head).map((rest) => rest.slice(1));
  if (value.L) {
    const { L: list } = value;
    const indexes = heads.map(Number).sort((a, b) => a - b);
    return { L: indexes.map((index) => pick(list[index] as AttributeValue, below(index))) };
  }
  const members = value.M ?? {};
  return {
    M: Object.fromEntries(
      heads.map((head) => [
        String(head),
        pick(members[String(head)] as AttributeValue, below(head)),
      ]),
    ),
  };
}
