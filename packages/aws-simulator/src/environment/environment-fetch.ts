import { TerminalError } from '@understudy/errors';

import type { Answer } from '../wire/shim-request.ts';
import type { WireResponse } from '../wire/wire-messages.ts';

/** Without a body by definition: the platform's class refuses one. */
const BODILESS = [204, 205, 304];

/**
 * `fetch` of a function whose requests go to the simulated network. It follows no redirect: whoever
 * asks sees it, as with `redirect: 'manual'`.
 */
export function createEnvironmentFetch(answer: Answer): typeof fetch {
  return async (input, options = {}) => {
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
    // A signal of our own: a caller without one may wait as long as it likes.
    const signal = options.signal ?? new AbortController().signal;
    try {
      const answered = await answer(
        {
          method: (options.method ?? 'GET').toUpperCase(),
          host: url.host,
          path: url.pathname + url.search,
          headers: Object.fromEntries(new Headers(options.headers)),
          body: bytesOf(options.body),
        },
        signal,
      );
      return toResponse(answered);
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      // What the platform throws when there is no answer.
      throw Object.assign(new TypeError('fetch failed'), { cause: thrown });
    }
  };
}

/** Text and bytes are what functions send; other bodies have no use in a probe. */
function bytesOf(body: NonNullable<Parameters<typeof fetch>[1]>['body']): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  throw new TerminalError(
    'UnsimulatedBody',
    'Expected a body of text or bytes, found another kind. Send it as text.',
  );
}

function toResponse({ status, headers, body, chunks }: WireResponse): Response {
  const bytes = chunks ? streamOf(chunks) : Buffer.from(body);
  return new Response(BODILESS.includes(status) ? null : bytes, {
    status,
    headers: { ...headers },
  });
}

/** Read as far as somebody reads it. */
function streamOf(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: () => void iterator.return?.(),
  });
}
