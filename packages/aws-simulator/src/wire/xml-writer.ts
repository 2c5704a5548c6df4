import type { NormalizedSchema } from '@smithy/core/schema';

import { unwritable, writeText } from './text-scalars.ts';
import { recordOf } from './wire-protocol.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** Characters that XML 1.0 cannot hold at all, not even escaped. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"\r]/g, (found) => ESCAPES[found] ?? found);
}

export function element(tag: string, content: string, xmlNamespace?: string): string {
  const attribute = xmlNamespace ? ` xmlns="${escapeXml(xmlNamespace)}"` : '';
  return `<${tag}${attribute}>${content}</${tag}>`;
}

/** The elements of a structure's members, without an element of its own. */
export function writeMembers(
  schema: NormalizedSchema,
  value: unknown,
  wanted: (member: NormalizedSchema) => boolean = () => true,
): string {
  if (!schema.isStructSchema()) return '';
  const record = recordOf(value);
  let xml = '';
  for (const [name, member] of schema.structIterator()) {
    const tag = member.getMemberTraits().xmlName ?? name;
    if (record[name] != null && wanted(member)) xml += writeXml(member, record[name], tag);
  }
  return xml;
}

/** A value as elements of this tag: several for a flattened list or map, one for all others. */
export function writeXml(schema: NormalizedSchema, value: unknown, tag: string): string {
  if (value === null || value === undefined) return '';
  if (schema.isStructSchema()) return element(tag, writeMembers(schema, value));
  if (schema.isListSchema()) return writeList(schema, value, tag);
  if (schema.isMapSchema()) return writeMap(schema, value, tag);
  return element(tag, escapeXml(writeText(schema, value, 'date-time')));
}

function writeList(schema: NormalizedSchema, value: unknown, tag: string): string {
  if (!Array.isArray(value)) throw unwritable(`a list of ${schema.getName() ?? tag}`, value);
  const item = schema.getValueSchema();
  const flat = Boolean(schema.getMergedTraits().xmlFlattened);
  const itemTag = flat ? tag : (item.getMergedTraits().xmlName ?? 'member');
  const items = value.map((each) => writeXml(item, each, itemTag)).join('');
  return flat ? items : element(tag, items);
}

function writeMap(schema: NormalizedSchema, value: unknown, tag: string): string {
  const key = schema.getKeySchema();
  const valueSchema = schema.getValueSchema();
  const flat = Boolean(schema.getMergedTraits().xmlFlattened);
  const keyTag = key.getMergedTraits().xmlName ?? 'key';
  const valueTag = valueSchema.getMergedTraits().xmlName ?? 'value';
  const entries = Object.entries(recordOf(value))
    .filter(([, each]) => each !== null && each !== undefined)
    .map(([name, each]) =>
      element(
        flat ? tag : 'entry',
        element(keyTag, escapeXml(name)) + writeXml(valueSchema, each, valueTag),
      ),
    )
    .join('');
  return flat ? entries : element(tag, entries);
}
