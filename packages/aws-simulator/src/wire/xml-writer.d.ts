import type { NormalizedSchema } from '@smithy/core/schema';
export declare function escapeXml(text: string): string;
export declare function element(tag: string, content: string, xmlNamespace?: string): string;
/** The elements of a structure's members, without an element of its own. */
export declare function writeMembers(schema: NormalizedSchema, value: unknown, wanted?: (member: NormalizedSchema) => boolean): string;
/** A value as elements of this tag: several for a flattened list or map, one for all others. */
export declare function writeXml(schema: NormalizedSchema, value: unknown, tag: string): string;
