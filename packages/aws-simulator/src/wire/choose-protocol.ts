import { cborProtocol } from './cbor-protocol.ts';
import { jsonRpcProtocol } from './json-rpc-protocol.ts';
import { createQueryProtocol } from './query-protocol.ts';
import { restJsonProtocol } from './rest-json-protocol.ts';
import { restXmlProtocol } from './rest-xml-protocol.ts';
import { s3Protocol } from './s3-protocol.ts';
import type { ServiceDescription } from './service-catalog.ts';
import type { OpenedRequest } from './wire-messages.ts';
import type { WireProtocol } from './wire-protocol.ts';

const ec2Query = createQueryProtocol('ec2');
const awsQuery = createQueryProtocol('aws');

/**
 * The protocol that the request is written in. Its headers decide and not its service, since
 * services speak several at once: old clients of CloudWatch send forms, newer ones JSON or CBOR.
 */
export function chooseProtocol(
  request: OpenedRequest,
  service: ServiceDescription | undefined,
): WireProtocol {
  if (service?.rest?.format === 's3') return s3Protocol;
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return cborProtocol;
  if (request.headers['x-amz-target'] !== undefined) return jsonRpcProtocol;
  if (service?.rest) return service.rest.format === 'json' ? restJsonProtocol : restXmlProtocol;
  return service?.query?.dialect === 'ec2' ? ec2Query : awsQuery;
}
