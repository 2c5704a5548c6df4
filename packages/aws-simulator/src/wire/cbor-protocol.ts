import { cbor, tag } from '@smithy/core/cbor';

import { AwsFault } from '../kernel/aws-fault.ts';
import { createDocumentCodec, type DocumentScalars } from './document-codec.ts';
import { documentFault, queryErrorHeader } from './document-fault.ts';
import { malformed } from './malformed.ts';
import type { OperationSchemas, ServiceSchemas } from './service-schemas.ts';
import { asBytes, asDate } from './text-scalars.ts';
import type { OpenedRequest, Reply } from './wire-messages.ts';
import { recordOf, type DecodedCall, type WireProtocol } from './wire-protocol.ts';

/** CBOR's tag of a time in seconds since 1970. */
const EPOCH_SECONDS_TAG = 1;

const CBOR_SCALARS: DocumentScalars = {
  readTimestamp(value) {
    const { tag: number, value: seconds } = recordOf(value);
    const date = new Date(Math.round(Number(seconds) * 1_000));
    if (Number(number) !== EPOCH_SECONDS_TAG || Number.isNaN(date.getTime())) {
      throw malformed('a time with tag 1', value);
    }
    return date;
  },
  writeTimestamp: (value) =>
    tag({ tag: EPOCH_SECONDS_TAG, value: asDate(value).getTime() / 1_000 }),
  readBytes(value) {
    if (!ArrayBuffer.isView(value)) throw malformed('bytes', value);
    return asBytes(value);
  },
  writeBytes: asBytes,
  writeNumber: (value) => value,
};

const cborCodec = createDocumentCodec(CBOR_SCALARS);

const OPERATION_PATH = /\/service\/[^/]+\/operation\/([^/]+)\/?$/;

/** rpcv2Cbor: the operation in the path, the body in CBOR. */
export const cborProtocol: WireProtocol = {
  decode,
  encodeOutput: (_exchange, operation, output) =>
    reply(200, cborCodec.writeStruct(operation.output, output)),
  encodeFault(exchange, fault) {
    const answer = reply(fault.status, documentFault(cborCodec, exchange.service, fault));
    return { ...answer, headers: { ...answer.headers, ...queryErrorHeader(exchange, fault) } };
  },
};

function decode(request: OpenedRequest, service: ServiceSchemas): DecodedCall {
  const operation = operationOf(request, service);
  const body = request.body.byteLength === 0 ? {} : parseCbor(request.body);
  const input = operation.input.isStructSchema() ? cborCodec.read(operation.input, body) : {};
  return { operation, input: recordOf(input) };
}

function operationOf(request: OpenedRequest, service: ServiceSchemas): OperationSchemas {
  const name = OPERATION_PATH.exec(request.path)?.[1] ?? '';
  const operation = service.operations.get(name);
  if (operation) return operation;
  throw new AwsFault('UnknownOperationException', 404, `There is no operation ${name}.`);
}

function parseCbor(body: Uint8Array): unknown {
  try {
    return cbor.deserialize(body);
  } catch {
    throw malformed('CBOR', body);
  }
}

function reply(status: number, document: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    // The encoder reuses its buffer.
    body: Uint8Array.from(cbor.serialize(document)),
  };
}
