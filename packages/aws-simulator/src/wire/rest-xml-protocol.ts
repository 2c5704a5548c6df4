import { isUnbound, type BodyCodec } from './http-bindings.ts';
import { encodeAwsFault } from './query-protocol.ts';
import { createRestProtocol } from './rest-protocol.ts';
import type { ServiceSchemas } from './service-schemas.ts';
import { parseXml } from './xml-parser.ts';
import { readXml } from './xml-reader.ts';
import { element, writeMembers } from './xml-writer.ts';

/** How restXml reads and writes bodies; S3 has the same, but other errors and other paths. */
export function restXmlBody({ description }: ServiceSchemas): BodyCodec {
  return {
    contentType: 'text/xml',
    read: (schema, body) => readXml(schema, parseXml(body)),
    writeUnbound: (schema, value, operationName) =>
      element(
        (schema.isStructSchema() ? rootName(schema) : undefined) ?? `${operationName}Response`,
        writeMembers(schema, value, isUnbound),
        description.rest?.xmlNamespace,
      ),
    writePayload: (schema, value) =>
      element(
        rootName(schema) ?? 'Payload',
        writeMembers(schema, value),
        description.rest?.xmlNamespace,
      ),
  };
}

function rootName(schema: Parameters<BodyCodec['read']>[0]): string | undefined {
  return schema.getMergedTraits().xmlName ?? schema.getName();
}

/** restXml: Route 53. Its errors look like those of awsQuery. */
export const restXmlProtocol = createRestProtocol(restXmlBody, encodeAwsFault);
