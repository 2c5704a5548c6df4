import type * as z from 'zod';
import type { Path } from './source.ts';

/** The parts of a schema's definition that lead to the schemas inside it. */
interface Definition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly valueType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
}

/** Wrappers around a schema (`optional`, `default`, `pipe`): no real one is wrapped deeper. */
const WRAPPERS_MAX = 8;

/** The keys that a schema knows at a path: what a misspelt one is compared with. */
export function knownKeys(schema: z.core.$ZodType, path: Path): readonly string[] {
  let inner = unwrap(schema);
  for (const key of path) {
    const { shape, valueType, element } = definitionOf(inner);
    const named = shape && Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
    const next = named ?? valueType ?? element;
    if (!next) return [];
    inner = unwrap(next);
  }
  return Object.keys(definitionOf(inner).shape ?? {});
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  for (let depth = 0; depth < WRAPPERS_MAX; depth++) {
    const definition = definitionOf(inner);
    const next = definition.innerType ?? definition.in;
    if (!next) return inner;
    inner = next;
  }
  return inner;
}

function definitionOf(schema: z.core.$ZodType): Definition {
  // Zod types the definition of a schema in general by its kind alone.
  return schema._zod.def as Definition & z.core.$ZodTypeDef;
}
