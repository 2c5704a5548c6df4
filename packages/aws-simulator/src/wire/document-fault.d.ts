import type { AwsFault } from '../kernel/aws-fault.ts';
import type { DocumentCodec } from './document-codec.ts';
import type { ServiceSchemas } from './service-schemas.ts';
import { type Exchange } from './wire-protocol.ts';
/** An error's body in JSON and CBOR: its type, its message and the members that its schema has. */
export declare function documentFault(codec: DocumentCodec, service: ServiceSchemas | undefined, fault: AwsFault): Record<string, unknown>;
/**
 * Services that once spoke the query protocol tell their clients the code of that time, so that
 * programs that compare it go on working.
 */
export declare function queryErrorHeader(exchange: Exchange, fault: AwsFault): Record<string, string>;
