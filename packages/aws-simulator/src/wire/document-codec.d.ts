import type { NormalizedSchema } from '@smithy/core/schema';
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
    writeStruct(schema: NormalizedSchema, value: unknown, wanted?: (member: NormalizedSchema) => boolean): Record<string, unknown>;
}
/** A codec between a tree of plain values and the SDK's shapes. `jsonName` counts in REST only. */
export declare function createDocumentCodec(scalars: DocumentScalars, jsonNames: boolean): DocumentCodec;
