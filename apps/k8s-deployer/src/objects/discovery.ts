import * as z from 'zod';

import { hasCode, RetryableError, TerminalError } from '@understudy/errors';

import type { KubernetesApi } from '../access/kubernetes-api.ts';
import { readFailure } from './read-failure.ts';
import type { ObjectName } from './kubernetes-object.ts';

/** How the API names a kind in its paths. */
export interface ApiResource {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface Discovery {
  /** Undefined: the API does not know this kind (now: a definition may still come). */
  find(
    kind: { readonly apiVersion: string; readonly kind: string },
    signal: AbortSignal,
  ): Promise<ApiResource | undefined>;
  /** What was not known may be by now. */
  forgetUnknown(): void;
}

const ResourceList = z.object({
  resources: z.array(
    z.object({
      name: z.string().regex(/^[a-z0-9.-]+(\/[a-z0-9.-]+)?$/),
      kind: z.string(),
      namespaced: z.boolean(),
    }),
  ),
});
type Kinds = ReadonlyMap<string, ApiResource>;

/** Asks once for each version of a group that a bundle uses; `kubectl` asks for all there are. */
export function createDiscovery(api: KubernetesApi): Discovery {
  const known = new Map<string, Promise<Kinds>>();
  const unknown = new Set<string>();

  return {
    async find({ apiVersion, kind }, signal) {
      const asked = known.get(apiVersion) ?? readKinds(api, apiVersion, signal);
      known.set(apiVersion, asked);
      try {
        const found = (await asked).get(kind);
        if (!found) unknown.add(apiVersion);
        return found;
      } catch (error) {
        // A failed question is no answer to keep.
        known.delete(apiVersion);
        throw error;
      }
    },
    forgetUnknown() {
      for (const apiVersion of unknown) known.delete(apiVersion);
      unknown.clear();
    },
  };
}

async function readKinds(
  api: KubernetesApi,
  apiVersion: string,
  signal: AbortSignal,
): Promise<Kinds> {
  const path = `${rootOf(apiVersion)}`;
  const { status, body } = await api.send({ method: 'GET', path }, signal);
  if (status === 404) return new Map();
  if (status !== 200) throw unexpectedAnswer(status, body, `what ${apiVersion} has`);
  const parsed = ResourceList.safeParse(body);
  if (!parsed.success) throw unexpectedAnswer(status, body, `the kinds of ${apiVersion}`);
  const own = parsed.data.resources.filter(({ name }) => !name.includes('/'));
  return new Map(
    own.map(({ name, kind, namespaced }) => [kind, { apiVersion, plural: name, namespaced }]),
  );
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** `/apis/apps/v1/namespaces/konecta-erp/deployments`. */
export function listPath(resource: ApiResource, namespace: string | undefined): string {
  const inside = resource.namespaced && namespace !== undefined;
  const place = inside ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${rootOf(resource.apiVersion)}${place}/${resource.plural}`;
}

export function objectPath(
  resource: ApiResource,
  { namespace, name }: Pick<ObjectName, 'namespace' | 'name'>,
): string {
  return `${listPath(resource, namespace)}/${encodeURIComponent(name)}`;
}

/** An answer that no decision can be made of. */
export function unexpectedAnswer(status: number, body: unknown, about: string): Error {
  const { message } = readFailure(body);
  const words = `Expected ${about} from the Kubernetes API, found ${status}: ${message}`;
  if (status === 403) return new TerminalError('Forbidden', words);
  if (status >= 500 || status === 429) return new RetryableError('ApiUnreachable', words);
  return new TerminalError('UnexpectedAnswer', words);
}

export function isForbidden(error: unknown): boolean {
  return hasCode(error, 'Forbidden');
}
