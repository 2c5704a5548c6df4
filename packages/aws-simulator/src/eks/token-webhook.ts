import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { reviewToken, type TokenReviewOptions } from './review-token.ts';

/** A review is a token and its names. */
const BODY_BYTES_MAX = 100_000;

export interface TokenWebhook {
  /** For the API server's `--authentication-token-webhook-config-file`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * EKS's authenticator for a real Kubernetes API that answers for a simulated cluster: it asks here
 * whose a token is. On loopback, since it believes what the simulator believes.
 */
export async function startTokenWebhook(options: TokenReviewOptions): Promise<TokenWebhook> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      () => response.writeHead(400).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, options: TokenReviewOptions): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return review({ authenticated: false, error: 'too large' });
    chunks.push(chunk);
  }
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as { spec?: { token?: unknown } };
  const token = asked.spec?.token;
  const found = await reviewToken(typeof token === 'string' ? token : '', options);
  if ('refused' in found) return review({ authenticated: false, error: found.refused });
  return review({ authenticated: true, user: found });
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication */
function review(status: object): string {
  return JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', status });
}
