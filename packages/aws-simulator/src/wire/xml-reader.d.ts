import type { NormalizedSchema } from '@smithy/core/schema';
import type { XmlElement } from './xml-parser.ts';
/** The typed value of an element. Depth is bounded by the parser. */
export declare function readXml(schema: NormalizedSchema, element: XmlElement): unknown;
