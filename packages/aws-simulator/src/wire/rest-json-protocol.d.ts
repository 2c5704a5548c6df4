/** restJson1: Lambda. Its errors name themselves in a header. */
export declare const restJsonProtocol: import("./wire-protocol.ts").WireProtocol;
