import type { AwsFault } from '../kernel/aws-fault.ts';
import type { DocumentCodec } from './document-codec.ts';
import type { ServiceSchemas } from './service-schemas.ts';
import { faultSide, recordOf, type Exchange } from './wire-protocol.ts';

/** An error's body in JSON and CBOR: its type, its message and the members that its schema has. */
export function documentFault(
  codec: DocumentCodec,
  service: ServiceSchemas | undefined,
  fault: AwsFault,
): Record<string, unknown> {
  const modelled = service?.errors.get(fault.code);
  if (!modelled) return { __type: fault.code, message: fault.message };
  const memberNames = [...modelled.schema.structIterator()].map(([name]) => name);
  const messageName = memberNames.includes('Message') ? 'Message' : 'message';
  return {
    __type: `${modelled.namespace}#${modelled.name}`,
    ...codec.writeStruct(modelled.schema, recordOf(fault.members)),
    [messageName]: fault.message,
  };
}

/**
 * Services that once spoke the query protocol tell their clients the code of that time, so that
 * programs that compare it go on working.
 */
export function queryErrorHeader(exchange: Exchange, fault: AwsFault): Record<string, string> {
  const asked = exchange.request.headers['x-amzn-query-mode'] === 'true';
  const code = exchange.service?.errors.get(fault.code)?.queryCode;
  if (!asked && code === undefined) return {};
  return { 'x-amzn-query-error': `${code ?? fault.code};${faultSide(fault)}` };
}
