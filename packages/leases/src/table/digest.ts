import { createHash } from 'node:crypto';

/** Characters of a digest: 96 bits, far more than what shares a key needs. */
const DIGEST_CHARACTERS = 24;

/** The same short name for the same content, whoever computes it and whenever. */
export function digestOf(content: unknown): string {
  const text = JSON.stringify(content) ?? '';
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARACTERS);
}
