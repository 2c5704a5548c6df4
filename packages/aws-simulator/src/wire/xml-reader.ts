import type { NormalizedSchema } from '@smithy/core/schema';

import { readText } from './text-scalars.ts';
import type { XmlElement } from './xml-parser.ts';

/** The typed value of an element. Depth is bounded by the parser. */
export function readXml(schema: NormalizedSchema, element: XmlElement): unknown {
  if (schema.isStructSchema()) return readStruct(schema, element);
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const itemTag = item.getMergedTraits().xmlName ?? 'member';
    return childrenOf(element, itemTag).map((child) => readXml(item, child));
  }
  if (schema.isMapSchema()) return readMap(schema, childrenOf(element, 'entry'));
  return readText(schema, element.text, 'date-time');
}

function readStruct(schema: NormalizedSchema, element: XmlElement): Record<string, unknown> {
  const struct: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const found = childrenOf(element, member.getMemberTraits().xmlName ?? name);
    const [first] = found;
    if (first) struct[name] = readMember(member, first, found);
  }
  return struct;
}

/** A flattened list or map is all the elements of its name, any other member is the first. */
function readMember(member: NormalizedSchema, first: XmlElement, all: XmlElement[]): unknown {
  if (!member.getMergedTraits().xmlFlattened) return readXml(member, first);
  if (member.isMapSchema()) return readMap(member, all);
  return all.map((each) => readXml(member.getValueSchema(), each));
}

function readMap(schema: NormalizedSchema, entries: readonly XmlElement[]): unknown {
  const value = schema.getValueSchema();
  const keyTag = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueTag = value.getMergedTraits().xmlName ?? 'value';
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const [key] = childrenOf(entry, keyTag);
      const [found] = childrenOf(entry, valueTag);
      return key && found ? [[key.text, readXml(value, found)] as const] : [];
    }),
  );
}

function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
