import { isUnbound } from './http-bindings.ts';
import { encodeAwsFault } from './query-protocol.ts';
import { createRestProtocol } from './rest-protocol.ts';
import { parseXml } from './xml-parser.ts';
import { readXml } from './xml-reader.ts';
import { element, writeMembers } from './xml-writer.ts';

/** restXml: Route 53. Its errors look like those of awsQuery. */
export const restXmlProtocol = createRestProtocol(
  ({ description }) => ({
    contentType: 'text/xml',
    read: (schema, body) => readXml(schema, parseXml(body)),
    writeUnbound: (schema, value, operationName) =>
      element(
        (schema.isStructSchema() ? schema.getName() : undefined) ?? `${operationName}Response`,
        writeMembers(schema, value, isUnbound),
        description.rest?.xmlNamespace,
      ),
    writePayload: (schema, value) =>
      element(
        schema.getMergedTraits().xmlName ?? schema.getName() ?? 'Payload',
        writeMembers(schema, value),
        description.rest?.xmlNamespace,
      ),
  }),
  encodeAwsFault,
);
