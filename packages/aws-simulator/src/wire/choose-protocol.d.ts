import type { ServiceDescription } from './service-catalog.ts';
import type { OpenedRequest } from './wire-messages.ts';
import type { WireProtocol } from './wire-protocol.ts';
/**
 * The protocol that the request is written in. Its headers decide and not its service, since
 * services speak several at once: old clients of CloudWatch send forms, newer ones JSON or CBOR.
 */
export declare function chooseProtocol(request: OpenedRequest, service: ServiceDescription | undefined): WireProtocol;
