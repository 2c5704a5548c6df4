import { malformed } from './malformed.ts';
import { createDocumentCodec, type DocumentScalars } from './document-codec.ts';
import {
  asDate,
  readBase64,
  readTimestamp,
  timestampFormatOf,
  writeBase64,
  writeTimestamp,
} from './text-scalars.ts';

const JSON_SCALARS: DocumentScalars = {
  readTimestamp(value, schema) {
    if (typeof value !== 'number' && typeof value !== 'string') throw malformed('a time', value);
    return readTimestamp(String(value), timestampFormatOf(schema, 'epoch-seconds'));
  },
  writeTimestamp(value, schema) {
    const format = timestampFormatOf(schema, 'epoch-seconds');
    if (format === 'epoch-seconds') return asDate(value).getTime() / 1_000;
    return writeTimestamp(value, format);
  },
  readBytes(value) {
    if (typeof value !== 'string') throw malformed('base64', value);
    return readBase64(value);
  },
  writeBytes: writeBase64,
  writeNumber: (value) => (Number.isFinite(value) ? value : String(value)),
};

/** The JSON of awsJson1.0, awsJson1.1 and restJson1. */
export const jsonCodec = createDocumentCodec(JSON_SCALARS);

export function parseJson(body: Uint8Array): unknown {
  const text = Buffer.from(body).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('JSON', text);
  }
}
