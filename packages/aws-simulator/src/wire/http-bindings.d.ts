import type { NormalizedSchema } from '@smithy/core/schema';
import type { MatchedOperation } from './uri-templates.ts';
import type { OpenedRequest } from './wire-messages.ts';
/** How a REST protocol reads and writes what stands in the body. */
export interface BodyCodec {
    readonly contentType: string;
    read(schema: NormalizedSchema, body: Uint8Array): unknown;
    /** The members of a structure that are bound to nothing else. */
    writeUnbound(schema: NormalizedSchema, value: unknown, name: string): string;
    writePayload(schema: NormalizedSchema, value: unknown): string;
}
/** Whether a member stands in the body and not in the path, the query, a header or the status. */
export declare function isUnbound(member: NormalizedSchema): boolean;
/** An operation's input, from wherever its members are bound to. */
export declare function readBoundInput(request: OpenedRequest, matched: MatchedOperation, codec: BodyCodec): Record<string, unknown>;
/** What an output is on the wire: status, headers and body. */
export interface BoundOutput {
    readonly status: number | undefined;
    readonly headers: Record<string, string>;
    readonly body: string | Uint8Array | undefined;
}
export declare function writeBoundOutput(schema: NormalizedSchema, output: unknown, codec: BodyCodec): BoundOutput;
