import type { BodyCodec } from './http-bindings.ts';
import { isUnbound, writeBoundOutput } from './http-bindings.ts';
import { documentFault } from './document-fault.ts';
import { parseJson, jsonCodec } from './json-codec.ts';
import { createRestProtocol } from './rest-protocol.ts';
import { faultSide } from './wire-protocol.ts';

const JSON_BODY: BodyCodec = {
  contentType: 'application/json',
  read: (schema, body) => jsonCodec.read(schema, parseJson(body)),
  writeUnbound: (schema, value) => JSON.stringify(jsonCodec.writeStruct(schema, value, isUnbound)),
  writePayload: (schema, value) => JSON.stringify(jsonCodec.write(schema, value)),
};

/** restJson1: Lambda. Its errors name themselves in a header. */
export const restJsonProtocol = createRestProtocol(
  () => JSON_BODY,
  (exchange, fault) => {
    const modelled = exchange.service?.errors.get(fault.code);
    const { __type: _inHeader, ...members } = documentFault(jsonCodec, exchange.service, fault);
    const bound = modelled
      ? writeBoundOutput(modelled.schema, fault.members, JSON_BODY)
      : undefined;
    const type = faultSide(fault) === 'Sender' ? 'User' : 'Service';
    return {
      status: fault.status,
      headers: {
        'content-type': JSON_BODY.contentType,
        'x-amzn-errortype': modelled?.name ?? fault.code,
        ...bound?.headers,
      },
      body: JSON.stringify({ Type: type, ...members }),
    };
  },
);
