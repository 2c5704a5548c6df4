import type { OpenedRequest, WireRequest } from './wire-messages.ts';
/** Largest body, compressed or not: Lambda's and SQS's limits are below it. */
export declare const BODY_BYTES_MAX: number;
/** Lower-case headers and a path apart from its query; the body is still as it came. */
export declare function openRequest(request: WireRequest): OpenedRequest;
/** The request with its body unpacked (CloudWatch's clients compress metric data). */
export declare function unpackBody(request: OpenedRequest): OpenedRequest;
