import type { PatchStrategy } from '@kubernetes/client-node';

/** One request to a Kubernetes API, by its path. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** `/apis/apps/v1/namespaces/konecta-erp/deployments/konecta-erp`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For a patch: which kind of patch it is. */
  readonly contentType?: PatchType;
}

export type PatchType = typeof PatchStrategy.ServerSideApply | typeof PatchStrategy.MergePatch;

/** What the API answered, refusals included: a status is data, and the caller's to judge. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * A Kubernetes API. Errors are only about the way to it: `ApiUnreachable` (ask again),
 * `Unauthenticated` (our token is not taken), `EndpointUntrusted` (its certificate is another's).
 */
export interface KubernetesApi {
  send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>;
}
