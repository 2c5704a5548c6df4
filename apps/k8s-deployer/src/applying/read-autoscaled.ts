import type { KubernetesApi } from '../access/kubernetes-api.ts';
import type { Discovery } from '../objects/discovery.ts';
import { listObjects } from '../objects/read-objects.ts';
import { findAutoscaled, isAutoscaler, withoutReplicas } from './autoscaled-replicas.ts';
import type { Resolved } from './resolve-manifests.ts';

const AUTOSCALER = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' } as const;

/** What autoscalers count: those of the bundle, and those that are in its name spaces already. */
export async function readAutoscaled(
  world: { readonly api: KubernetesApi; readonly discovery: Discovery },
  manifests: readonly Resolved[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const counted = manifests.filter(({ object }) => withoutReplicas(object) !== undefined);
  if (counted.length === 0) return new Set();
  const bundled = manifests.map(({ object }) => object).filter((object) => isAutoscaler(object));
  const resource = await world.discovery.find(AUTOSCALER, signal);
  const namespaces = new Set(counted.map(({ object }) => object.metadata.namespace));
  const list = (namespace: string | undefined) =>
    resource && namespace !== undefined
      ? listObjects(world.api, { resource, kind: AUTOSCALER.kind }, { namespace }, signal)
      : Promise.resolve([]);
  const live = await Promise.all([...namespaces].map(list));
  return findAutoscaled([...bundled, ...live.flat()]);
}
