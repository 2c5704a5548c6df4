import { type BodyCodec } from './http-bindings.ts';
import type { ServiceSchemas } from './service-schemas.ts';
import type { WireProtocol } from './wire-protocol.ts';
/** restJson1 and restXml: the operation by method and path, members wherever they are bound to. */
export declare function createRestProtocol(codecOf: (service: ServiceSchemas) => BodyCodec, encodeFault: WireProtocol['encodeFault']): WireProtocol;
