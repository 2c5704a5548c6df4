import { crc32 } from 'node:zlib';

import { AwsFault } from '../kernel/aws-fault.ts';
import { jsonCodec, parseJson } from './json-codec.ts';
import { documentFault, queryErrorHeader } from './document-fault.ts';
import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import type { OpenedRequest, Reply } from './wire-messages.ts';
import { recordOf, type DecodedCall, type Exchange, type WireProtocol } from './wire-protocol.ts';

/** awsJson1.0 and 1.1: the operation in `X-Amz-Target`, everything else in the body. */
export const jsonRpcProtocol: WireProtocol = {
  decode,
  encodeOutput: (exchange, operation, output) =>
    reply(exchange, 200, jsonCodec.writeStruct(operation.output, output)),
  encodeFault(exchange, fault) {
    const body = documentFault(jsonCodec, exchange.service, fault);
    const answer = reply(exchange, fault.status, body);
    return { ...answer, headers: { ...answer.headers, ...queryErrorHeader(exchange, fault) } };
  },
};

function decode(request: OpenedRequest, service: ServiceSchemas): DecodedCall {
  const operation = operationOf(request, service);
  const body = request.body.byteLength === 0 ? {} : parseJson(request.body);
  const input = operation.input.isStructSchema() ? jsonCodec.read(operation.input, body) : {};
  return { operation, input: recordOf(input) };
}

function operationOf(request: OpenedRequest, service: ServiceSchemas): OperationSchemas {
  const target = request.headers['x-amz-target'] ?? '';
  const operation = service.operations.get(target.slice(target.lastIndexOf('.') + 1));
  if (operation) return operation;
  throw new AwsFault('UnknownOperationException', 400, `There is no operation ${target}.`);
}

function reply(exchange: Exchange, status: number, document: unknown): Reply {
  const body = Buffer.from(JSON.stringify(document), 'utf8');
  const version = exchange.request.headers['content-type']?.includes('1.1') ? '1.1' : '1.0';
  const headers: Record<string, string> = { 'content-type': `application/x-amz-json-${version}` };
  // DynamoDB's older clients refuse an answer whose checksum is wrong.
  if (exchange.service?.description.name === 'dynamodb') {
    headers['x-amz-crc32'] = String(crc32(body));
  }
  return { status, headers, body };
}
