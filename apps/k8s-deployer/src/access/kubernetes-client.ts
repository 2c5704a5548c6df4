import { isUnderstudyError, RetryableError, TerminalError } from '@understudy/errors';
// Two modules of the client, not its index: that brings web sockets, tar and a shell with it.
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import {
  IsomorphicFetchHttpLibrary,
  RequestContext,
} from '@kubernetes/client-node/dist/gen/http/http.js';

import type { ApiAnswer, ApiRequest, KubernetesApi } from './kubernetes-api.ts';
import type { TokenSource } from './token-source.ts';

/** The longest wait for one answer; an admission webhook alone may take 30 s by its own limit. */
const REQUEST_TIMEOUT_MS = 35_000;

/** A list of a namespace's pods is far below; more than this is no answer to a question of ours. */
const ANSWER_BYTES_MAX = 32_000_000;

const USER_AGENT = 'understudy';

export interface KubernetesClientOptions {
  readonly endpoint: string;
  /** PEM in base64. Nothing else is trusted: not the machine's authorities, not plain http. */
  readonly certificateAuthority: string;
  readonly token: TokenSource;
}

/**
 * The client's configuration, authentication and transport; the bodies are JSON as they are. Its
 * typed serializer is not used: it drops every field that its own version does not know, so a
 * manifest would be applied without them, silently. Nor is its agent made anew for each request.
 */
export async function createKubernetesClient(
  options: KubernetesClientOptions,
): Promise<KubernetesApi> {
  const { endpoint, certificateAuthority, token } = options;
  const server = endpoint.replace(/\/$/, '');
  if (!server.startsWith('https://')) {
    throw new TerminalError(
      'EndpointUntrusted',
      `Expected an endpoint with https, found ${server}: our token must not be read on the way.`,
    );
  }
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'cluster', server, caData: certificateAuthority, skipTLSVerify: false },
    { name: 'understudy' },
  );
  const probe = new RequestContext(server, 'GET');
  await config.applySecurityAuthentication(probe);
  const dispatcher = probe.getDispatcher();
  const transport = new IsomorphicFetchHttpLibrary();

  async function sendWith(bearer: string, request: ApiRequest, signal: AbortSignal) {
    const context = new RequestContext(`${server}${request.path}`, request.method);
    for (const [name, value] of Object.entries(request.query ?? {}))
      context.setQueryParam(name, value);
    context.setHeaderParam('Authorization', `Bearer ${bearer}`);
    context.setHeaderParam('Accept', 'application/json');
    context.setHeaderParam('User-Agent', USER_AGENT);
    if (request.body !== undefined) {
      context.setHeaderParam('Content-Type', request.contentType ?? 'application/json');
      context.setBody(JSON.stringify(request.body));
    }
    if (dispatcher) context.setDispatcher(dispatcher);
    context.setSignal(AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]));
    const response = await transport.send(context).toPromise();
    const text = await readBounded(response.body.stream());
    return { status: response.httpStatusCode, body: parseBody(text) };
  }

  async function send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    try {
      const first = await sendWith(await token.read(), request, signal);
      if (first.status !== 401) return first;
      // Once: an expired token is replaced, a role that is not let in stays outside.
      const second = await sendWith(await token.renew(), request, signal);
      if (second.status !== 401) return second;
    } catch (error) {
      throw toOurs(error, signal, server);
    }
    throw new TerminalError(
      'Unauthenticated',
      `Expected ${server} to know our role, found that it refuses a fresh token. ` +
        "Add an access entry for the deployer's role to the cluster (aws eks create-access-entry).",
    );
  }
  return { send };
}

async function readBounded(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) {
      throw new TerminalError(
        'AnswerTooLarge',
        `Expected an answer of at most ${ANSWER_BYTES_MAX} bytes, found more.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A proxy on the way answers in HTML: its text is then all that there is. */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.slice(0, 1_000);
  }
}

/** Told by shape: an error of another realm is no instance of this one's. */
function describeCause(thrown: unknown): { readonly code: string; readonly words: string } {
  const outer = Object(thrown) as { readonly cause?: unknown };
  const { code, message } = Object(outer.cause ?? thrown) as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    words: typeof message === 'string' ? message : 'no reason given',
  };
}

function toOurs(thrown: unknown, signal: AbortSignal, server: string): unknown {
  if (signal.aborted || isUnderstudyError(thrown)) return thrown;
  const { code, words } = describeCause(thrown);
  if (/CERT|ALTNAME|SELF_SIGNED|ERR_TLS|ERR_SSL/.test(code)) {
    return new TerminalError(
      'EndpointUntrusted',
      `Expected ${server} to show a certificate of the cluster's own authority, found ${code}: ${words}.`,
      { cause: thrown },
    );
  }
  return new RetryableError('ApiUnreachable', `${server} cannot be reached: ${words}`, {
    cause: thrown,
    fields: { code },
  });
}
