import type { KubernetesApi } from './kubernetes-api.ts';

/**
 * A frozen environment thaws with connections that somebody on the way has forgotten (AWS's NAT after
 * 350 idle seconds), and a request on one of these would wait for its whole time-out.
 */
const KEPT_SECONDS = 60;

export interface KeptClients {
  /** The client of the call before, with its connections and its token; or a new one. */
  get(key: string, create: () => KubernetesApi): KubernetesApi;
}

/** A rollout is looked at every few seconds: a handshake for each look costs more than the look. */
export function createKeptClients(now: () => number): KeptClients {
  const kept = new Map<string, { readonly api: KubernetesApi; usedAtMilliseconds: number }>();
  return {
    get(key, create) {
      const usedAtMilliseconds = now();
      const known = kept.get(key);
      const isFresh = known && usedAtMilliseconds - known.usedAtMilliseconds < KEPT_SECONDS * 1_000;
      const api = isFresh ? known.api : create();
      kept.set(key, { api, usedAtMilliseconds });
      return api;
    },
  };
}
