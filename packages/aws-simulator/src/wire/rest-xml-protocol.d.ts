/** restXml: Route 53. Its errors look like those of awsQuery. */
export declare const restXmlProtocol: import("./wire-protocol.ts").WireProtocol;
