/** The JSON of awsJson1.0 and 1.1. */
export declare const jsonRpcCodec: import("./document-codec.ts").DocumentCodec;
/** The JSON of restJson1, where members may have other names on the wire. */
export declare const restJsonCodec: import("./document-codec.ts").DocumentCodec;
export declare function parseJson(body: Uint8Array): unknown;
