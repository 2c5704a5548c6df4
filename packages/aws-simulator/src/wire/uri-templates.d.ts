import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import type { OpenedRequest } from './wire-messages.ts';
/** The operation that a path belongs to, and the parts of the path that are its input. */
export interface MatchedOperation {
    readonly operation: OperationSchemas;
    /** By label, decoded. */
    readonly labels: Readonly<Record<string, string>>;
}
/** Compares still-encoded segments, so that an ARN's own slashes (`%2F`) split nothing. */
export declare function matchOperation(request: OpenedRequest, service: ServiceSchemas): MatchedOperation | undefined;
