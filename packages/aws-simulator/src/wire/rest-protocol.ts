import { AwsFault } from '../kernel/aws-fault.ts';
import { readBoundInput, writeBoundOutput, type BodyCodec } from './http-bindings.ts';
import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import { matchOperation } from './uri-templates.ts';
import type { OpenedRequest, Reply } from './wire-messages.ts';
import type { DecodedCall, Exchange, WireProtocol } from './wire-protocol.ts';

/** restJson1 and restXml: the operation by method and path, members wherever they are bound to. */
export function createRestProtocol(
  codecOf: (service: ServiceSchemas) => BodyCodec,
  encodeFault: WireProtocol['encodeFault'],
): WireProtocol {
  function decode(request: OpenedRequest, service: ServiceSchemas): DecodedCall {
    const matched = matchOperation(request, service);
    if (!matched) {
      const found = `${request.method} ${request.path}`;
      throw new AwsFault('UnknownOperationException', 404, `There is no operation ${found}.`);
    }
    return {
      operation: matched.operation,
      input: readBoundInput(request, matched, codecOf(service)),
    };
  }

  function encodeOutput(exchange: Exchange, operation: OperationSchemas, output: unknown): Reply {
    if (!exchange.service) return { status: 500, headers: {}, body: '' };
    const codec = codecOf(exchange.service);
    const bound = writeBoundOutput(operation.output, output, codec);
    const hasPayload = [...membersOf(operation)].some(
      ([, member]) => member.getMergedTraits().httpPayload,
    );
    const unbound = hasPayload ? '' : codec.writeUnbound(operation.output, output, operation.name);
    const status = bound.status ?? operation.http?.[2] ?? 200;
    return {
      status,
      headers: { 'content-type': codec.contentType, ...bound.headers },
      body: status === NO_CONTENT ? '' : (bound.body ?? unbound),
    };
  }

  return { decode, encodeOutput, encodeFault };
}

const NO_CONTENT = 204;

function membersOf(operation: OperationSchemas) {
  return operation.output.isStructSchema() ? operation.output.structIterator() : [];
}
