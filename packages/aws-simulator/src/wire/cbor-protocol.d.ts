import { type WireProtocol } from './wire-protocol.ts';
/** rpcv2Cbor: the operation in the path, the body in CBOR. */
export declare const cborProtocol: WireProtocol;
