import { Agent, request as sendHttps } from 'node:https';
import type { IncomingMessage } from 'node:http';

import { isUnderstudyError, RetryableError, TerminalError } from '@understudy/errors';

import type { ApiAnswer, ApiRequest, KubernetesApi } from './kubernetes-api.ts';
import type { TokenSource } from './token-source.ts';

/** The longest wait for one answer; an admission webhook alone may take 30 s by its own limit. */
const REQUEST_TIMEOUT_MS = 35_000;

/** A list of a namespace's pods is far below; more than this is no answer to a question of ours. */
const ANSWER_BYTES_MAX = 32_000_000;

/** Connections are kept: a handshake costs more than most requests. */
const CONNECTIONS_MAX = 16;

const USER_AGENT = 'understudy';

export interface KubernetesClientOptions {
  readonly endpoint: string;
  /** PEM in base64. Nothing else is trusted: not the machine's authorities, not plain http. */
  readonly certificateAuthority: string;
  readonly token: TokenSource;
}

/**
 * The API as JSON over one kept set of connections. Of `@kubernetes/client-node` its models, types
 * and patch kinds are used; why not its serializer and its transport is in DESIGN.md, with numbers.
 */
export function createKubernetesClient(options: KubernetesClientOptions): KubernetesApi {
  const { endpoint, certificateAuthority, token } = options;
  const server = endpoint.replace(/\/$/, '');
  if (!server.startsWith('https://')) {
    throw new TerminalError(
      'EndpointUntrusted',
      `Expected an endpoint with https, found ${server}: our token must not be read on the way.`,
    );
  }
  const ca = Buffer.from(certificateAuthority, 'base64').toString('utf8');
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX, ca });

  return {
    async send(request, signal) {
      try {
        const first = await sendOnce(
          { server, agent, bearer: await token.read() },
          request,
          signal,
        );
        if (first.status !== 401) return first;
        // Once: an expired token is replaced, a role that is not let in stays outside.
        const bearer = await token.renew();
        const second = await sendOnce({ server, agent, bearer }, request, signal);
        if (second.status !== 401) return second;
      } catch (error) {
        throw toOurs(error, signal, server);
      }
      throw new TerminalError(
        'Unauthenticated',
        `Expected ${server} to know our role, found that it refuses a fresh token. ` +
          "Add an access entry for the deployer's role to the cluster (aws eks create-access-entry).",
      );
    },
  };
}

interface Way {
  readonly server: string;
  readonly agent: Agent;
  readonly bearer: string;
}

function sendOnce(way: Way, request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
  const url = new URL(`${way.server}${request.path}`);
  for (const [name, value] of Object.entries(request.query ?? {}))
    url.searchParams.set(name, value);
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers = {
    accept: 'application/json',
    authorization: `Bearer ${way.bearer}`,
    'user-agent': USER_AGENT,
    ...(body && {
      'content-type': request.contentType ?? 'application/json',
      'content-length': String(body.length),
    }),
  };
  return new Promise((resolve, reject) => {
    const sending = sendHttps(url, {
      method: request.method,
      agent: way.agent,
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    });
    sending.once('error', reject);
    sending.once('response', (response) => {
      readAnswer(response).then(resolve, (error: Error) => {
        // What is not read to its end must not go back among the kept connections.
        response.destroy();
        reject(error);
      });
    });
    sending.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<ApiAnswer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) {
      throw new TerminalError(
        'AnswerTooLarge',
        `Expected an answer of at most ${ANSWER_BYTES_MAX} bytes, found more.`,
      );
    }
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: parseBody(Buffer.concat(chunks).toString()) };
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
  const { code, message } = Object(thrown) as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : '',
    words: typeof message === 'string' && message !== '' ? message : 'no reason given',
  };
}

function toOurs(thrown: unknown, signal: AbortSignal, server: string): unknown {
  if (signal.aborted || isUnderstudyError(thrown)) return thrown;
  const { code, words } = describeCause(thrown);
  if (/CERT|ALTNAME|SELF_SIGNED|ERR_TLS|ERR_SSL|ERR_OSSL/.test(code)) {
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
