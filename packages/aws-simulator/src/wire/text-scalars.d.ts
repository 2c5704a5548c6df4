import type { NormalizedSchema } from '@smithy/core/schema';
import { TerminalError } from '@understudy/errors';
/** How a timestamp is written where its schema does not say: each place has its own default. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';
export declare function timestampFormatOf(schema: NormalizedSchema, otherwise: TimestampFormat): TimestampFormat;
/** A scalar from text: a query parameter, an XML element, a header, a part of the path. */
export declare function readText(schema: NormalizedSchema, text: string, timestamps: TimestampFormat): unknown;
/** The text of a scalar; the opposite of `readText`. */
export declare function writeText(schema: NormalizedSchema, value: unknown, timestamps: TimestampFormat): string;
export declare function readTimestamp(text: string, format: TimestampFormat): Date;
export declare function writeTimestamp(value: unknown, format: TimestampFormat): string;
/** By its tag and not its class: a value may come from another realm. */
export declare function asDate(value: unknown): Date;
export declare function readBase64(text: string): Uint8Array;
export declare function writeBase64(value: unknown): string;
export declare function asBytes(value: unknown): Uint8Array;
/** An operation of ours answered what its schema does not allow: a fault of the simulator. */
export declare function unwritable(expected: string, found: unknown): TerminalError;
