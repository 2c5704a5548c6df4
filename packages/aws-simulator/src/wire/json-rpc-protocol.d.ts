import { type WireProtocol } from './wire-protocol.ts';
/** awsJson1.0 and 1.1: the operation in `X-Amz-Target`, everything else in the body. */
export declare const jsonRpcProtocol: WireProtocol;
