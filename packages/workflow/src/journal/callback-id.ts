/** The token of a callback says which execution and which operation it belongs to. */
export function createCallbackId(executionArn: string, operationId: string): string {
  return Buffer.from(JSON.stringify([executionArn, operationId])).toString('base64url');
}

/** Undefined for anything that is not a token of ours. */
export function parseCallbackId(
  callbackId: string,
): { readonly executionArn: string; readonly operationId: string } | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(callbackId, 'base64url').toString('utf8'));
    if (!Array.isArray(parts)) return undefined;
    const [executionArn, operationId] = parts as unknown[];
    if (typeof executionArn !== 'string' || typeof operationId !== 'string') return undefined;
    return { executionArn, operationId };
  } catch {
    return undefined;
  }
}
