import type { ObjectAttributes } from './bucket.ts';

/** documented: every object is encrypted, with S3's own key unless another is named. */
export function encryptionOf({ headers }: ObjectAttributes): Record<string, string> {
  const { ServerSideEncryption = 'AES256', SSEKMSKeyId } = headers;
  return { ServerSideEncryption, ...(SSEKMSKeyId === undefined ? {} : { SSEKMSKeyId }) };
}
