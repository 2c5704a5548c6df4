import type { NormalizedSchema } from '@smithy/core/schema';

import { malformed, refuseDeeperThanAllowed } from './malformed.ts';
import { unwritable } from './text-scalars.ts';
import { recordOf } from './wire-protocol.ts';

/** How JSON and CBOR differ: in timestamps, bytes and numbers; the rest is the same tree. */
export interface DocumentScalars {
  readTimestamp(value: unknown, schema: NormalizedSchema): Date;
  writeTimestamp(value: unknown, schema: NormalizedSchema): unknown;
  readBytes(value: unknown): Uint8Array;
  writeBytes(value: unknown): unknown;
  writeNumber(value: number): unknown;
}

export interface DocumentCodec {
  read(schema: NormalizedSchema, value: unknown): unknown;
  write(schema: NormalizedSchema, value: unknown): unknown;
  /** A structure's members that `wanted` lets pass. */
  writeStruct(schema: NormalizedSchema, value: unknown, wanted?: Wanted): Record<string, unknown>;
}

type Wanted = (member: NormalizedSchema) => boolean;

/**
 * A codec between a tree of plain values and the SDK's shapes. No simulated service gives members
 * other names on the wire.
 */
export function createDocumentCodec(scalars: DocumentScalars): DocumentCodec {
  return {
    read: (schema, value) => readValue(scalars, schema, value, 0),
    write: (schema, value) => writeValue(scalars, schema, value),
    writeStruct: (schema, value, wanted) => writeStruct(scalars, schema, value, wanted),
  };
}

function readValue(
  scalars: DocumentScalars,
  schema: NormalizedSchema,
  value: unknown,
  level: number,
): unknown {
  refuseDeeperThanAllowed(level);
  if (schema.isStructSchema()) return readStruct(scalars, schema, value, level);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw malformed('a list', value);
    const item = schema.getValueSchema();
    return value.map((each) => (each === null ? null : readValue(scalars, item, each, level + 1)));
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(plainRecord(value))
        .filter(([, each]) => each !== null)
        .map(([key, each]) => [key, readValue(scalars, item, each, level + 1)]),
    );
  }
  return readScalar(scalars, schema, value);
}

function readStruct(
  scalars: DocumentScalars,
  schema: NormalizedSchema,
  value: unknown,
  level: number,
): Record<string, unknown> {
  const record = plainRecord(value);
  const struct: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const found = Object.hasOwn(record, name) ? record[name] : undefined;
    if (found === null || found === undefined) continue;
    struct[name] = readValue(scalars, member, found, level + 1);
  }
  return struct;
}

function writeValue(scalars: DocumentScalars, schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema()) return writeStruct(scalars, schema, value);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw unwritable('a list', value);
    const item = schema.getValueSchema();
    return value.map((each) => (each == null ? null : writeValue(scalars, item, each)));
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(recordOf(value))
        .filter(([, each]) => each !== null && each !== undefined)
        .map(([key, each]) => [key, writeValue(scalars, item, each)]),
    );
  }
  return writeScalar(scalars, schema, value);
}

function writeStruct(
  scalars: DocumentScalars,
  schema: NormalizedSchema,
  value: unknown,
  wanted: Wanted = () => true,
): Record<string, unknown> {
  const record = recordOf(value);
  const struct: Record<string, unknown> = {};
  if (!schema.isStructSchema()) return struct;
  for (const [name, member] of schema.structIterator()) {
    const found = record[name];
    if (found === null || found === undefined || !wanted(member)) continue;
    struct[name] = writeValue(scalars, member, found);
  }
  return struct;
}

const SPECIAL_NUMBERS: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];

function readScalar(scalars: DocumentScalars, schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isTimestampSchema()) return scalars.readTimestamp(value, schema);
  if (schema.isBlobSchema()) return scalars.readBytes(value);
  if (schema.isBooleanSchema() && typeof value !== 'boolean') throw malformed('a boolean', value);
  if (schema.isStringSchema() && typeof value !== 'string') throw malformed('a string', value);
  if (schema.isNumericSchema() && typeof value !== 'number') {
    if (SPECIAL_NUMBERS.includes(value) || typeof value === 'bigint') return Number(value);
    throw malformed('a number', value);
  }
  return value;
}

function writeScalar(scalars: DocumentScalars, schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isTimestampSchema()) return scalars.writeTimestamp(value, schema);
  if (schema.isBlobSchema()) return scalars.writeBytes(value);
  if (schema.isNumericSchema()) return scalars.writeNumber(Number(value));
  return value;
}

function plainRecord(value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord || ArrayBuffer.isView(value)) throw malformed('an object', value);
  return value as Record<string, unknown>;
}
