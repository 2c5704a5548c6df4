import type { Clock } from '@understudy/clock';
import { hasCode, RetryableError } from '@understudy/errors';

import { readFailure } from '../objects/read-failure.ts';
import type { ApiAnswer, ApiRequest, KubernetesApi } from './kubernetes-api.ts';

/** A control plane that is being replaced is away for seconds; longer is for the caller to decide. */
const PATIENCE_SECONDS = 20;
const FIRST_PAUSE_MS = 100;
const PAUSE_MS_MAX = 2_000;

/**
 * Asks again while the API is away for a moment or too busy. Whatever is sent through here may be
 * sent twice: applying is idempotent, and other changes name the version that they change.
 */
export function createPatientApi(api: KubernetesApi, clock: Clock): KubernetesApi {
  return {
    async send(request, signal) {
      const end = clock.now() + PATIENCE_SECONDS * 1_000;
      for (let attempt = 0; ; attempt += 1) {
        const last = await attemptOnce(api, request, signal);
        if ('answer' in last) return last.answer;
        const pause = Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** attempt);
        if (clock.now() + pause >= end) throw last.away;
        await clock.sleep(pause, signal);
      }
    },
  };
}

type Attempt = { readonly answer: ApiAnswer } | { readonly away: RetryableError };

async function attemptOnce(
  api: KubernetesApi,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<Attempt> {
  try {
    const answer = await api.send(request, signal);
    const away = (await isStarting(api, answer, signal)) || isAway(answer);
    if (!away) return { answer };
    const { message } = readFailure(answer.body);
    const words = `The API answered ${answer.status}: ${message}`;
    return { away: new RetryableError('ApiUnreachable', words) };
  } catch (error) {
    if (error instanceof RetryableError && hasCode(error, 'ApiUnreachable')) return { away: error };
    throw error;
  }
}

/** 500 is for good, except where the API says that something behind it did not answer. */
function isAway({ status, body }: ApiAnswer): boolean {
  if (status === 429 || status === 502 || status === 503 || status === 504) return true;
  return (
    status === 500 && /etcdserver|leader changed|connection refused/.test(readFailure(body).message)
  );
}

/** An API server that has just started does not know anybody's rights yet. */
async function isStarting(
  api: KubernetesApi,
  answer: ApiAnswer,
  signal: AbortSignal,
): Promise<boolean> {
  if (answer.status !== 403) return false;
  const ready = await api.send({ method: 'GET', path: '/readyz' }, signal);
  return ready.status >= 500;
}
