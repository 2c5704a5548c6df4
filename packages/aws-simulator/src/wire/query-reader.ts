import type { NormalizedSchema } from '@smithy/core/schema';

import { refuseDeeperThanAllowed } from './malformed.ts';
import { numberedChildren, type QueryNode } from './query-tree.ts';
import { readText } from './text-scalars.ts';

/** EC2 names parameters in its own way and never nests lists in `member`. */
export type QueryDialect = 'ec2' | 'aws';

/** The typed value that a node of query parameters stands for. */
export function readQuery(
  schema: NormalizedSchema,
  node: QueryNode,
  dialect: QueryDialect,
  level = 0,
): unknown {
  refuseDeeperThanAllowed(level);
  if (schema.isStructSchema()) return readStruct(schema, node, dialect, level);
  if (schema.isListSchema()) return readList(schema, node, dialect, level);
  if (schema.isMapSchema()) return readMap(schema, node, dialect, level);
  return readText(schema, node.value ?? '', 'date-time');
}

function readStruct(
  schema: NormalizedSchema,
  node: QueryNode,
  dialect: QueryDialect,
  level: number,
): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = node.children.get(parameterName(name, member, dialect));
    if (child) struct[name] = readQuery(member, child, dialect, level + 1);
  }
  return struct;
}

function parameterName(name: string, member: NormalizedSchema, dialect: QueryDialect): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits();
  if (dialect === 'aws') return xmlName ?? name;
  if (typeof ec2QueryName === 'string') return ec2QueryName;
  const plain = xmlName ?? name;
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function readList(
  schema: NormalizedSchema,
  node: QueryNode,
  dialect: QueryDialect,
  level: number,
): unknown[] {
  const item = schema.getValueSchema();
  const flat = dialect === 'ec2' || Boolean(schema.getMergedTraits().xmlFlattened);
  const { xmlName = 'member' } = item.getMergedTraits();
  const holder = flat ? node : (node.children.get(xmlName) ?? node.children.get('member') ?? node);
  return numberedChildren(holder).map((child) => readQuery(item, child, dialect, level + 1));
}

function readMap(
  schema: NormalizedSchema,
  node: QueryNode,
  dialect: QueryDialect,
  level: number,
): Record<string, unknown> {
  const value = schema.getValueSchema();
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = value.getMergedTraits().xmlName ?? 'value';
  const flat = Boolean(schema.getMergedTraits().xmlFlattened);
  const entries = flat ? node : (node.children.get('entry') ?? node);
  return Object.fromEntries(
    numberedChildren(entries).flatMap((entry) => {
      const key = entry.children.get(keyName)?.value;
      const child = entry.children.get(valueName);
      if (key === undefined || !child) return [];
      return [[key, readQuery(value, child, dialect, level + 1)] as const];
    }),
  );
}
