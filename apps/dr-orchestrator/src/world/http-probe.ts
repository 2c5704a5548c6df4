import type { Clock } from '@understudy/clock';

import type { HttpAnswer, HttpProbe } from './recovery-world.ts';

/** Enough of an answer to see a word in it; the rest is not read. */
const BODY_BYTES_MAX = 4_096;

/** Requests over the network. What the other side does is an answer; a redirect is its own. */
export function createHttpProbe(clock: Clock, request: typeof fetch = fetch): HttpProbe {
  return {
    async get(url, { signal, timeoutSeconds }) {
      const timer = new AbortController();
      const late = new AbortController();
      clock.sleep(timeoutSeconds * 1_000, timer.signal).then(
        () => late.abort(),
        () => undefined,
      );
      try {
        return await ask(request, url, AbortSignal.any([signal, late.signal]));
      } catch (thrown) {
        // The caller's own end is not the other side's doing.
        signal.throwIfAborted();
        return {
          answered: false,
          why: late.signal.aborted ? 'no answer in time' : wordsOf(thrown),
        };
      } finally {
        timer.abort();
      }
    },
  };
}

async function ask(request: typeof fetch, url: string, signal: AbortSignal): Promise<HttpAnswer> {
  const answer = await request(url, { signal, redirect: 'manual' });
  const body = answer.body as ReadableStream<Uint8Array> | null;
  const reader = body?.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (reader && bytes < BODY_BYTES_MAX) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    bytes += value.byteLength;
  }
  await reader?.cancel();
  const bodyStart = Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX).toString('utf8');
  return { answered: true, status: answer.status, bodyStart };
}

/** `fetch failed` says nothing; its cause does. */
function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  return cause instanceof Error ? cause.message : thrown.message;
}
