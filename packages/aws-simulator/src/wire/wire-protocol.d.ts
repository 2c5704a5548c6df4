import type { AwsFault } from '../kernel/aws-fault.ts';
import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import type { OpenedRequest, Reply } from './wire-messages.ts';
/** One request on its way through a protocol. */
export interface Exchange {
    readonly request: OpenedRequest;
    /** Unknown when the signature is missing or names no service of ours. */
    readonly service: ServiceSchemas | undefined;
    readonly requestId: string;
}
export interface DecodedCall {
    readonly operation: OperationSchemas;
    readonly input: Readonly<Record<string, unknown>>;
}
/** The server's side of one of AWS's protocols. */
export interface WireProtocol {
    /** Throws an AwsFault when the request is of no operation or cannot be read. */
    decode(request: OpenedRequest, service: ServiceSchemas): DecodedCall;
    encodeOutput(exchange: Exchange, operation: OperationSchemas, output: unknown): Reply;
    encodeFault(exchange: Exchange, fault: AwsFault): Reply;
}
/** An operation's output as a record: operations without output may return nothing. */
export declare function recordOf(value: unknown): Readonly<Record<string, unknown>>;
/** Server errors are AWS's fault, all others the caller's. */
export declare function faultSide(fault: AwsFault): 'Sender' | 'Receiver';
