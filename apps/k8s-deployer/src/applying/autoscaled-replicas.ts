import * as z from 'zod';

import {
  groupOf,
  identityOf,
  type KubernetesObject,
  type ObjectName,
} from '../objects/kubernetes-object.ts';

const Autoscaler = z.object({
  metadata: z.object({ namespace: z.string() }),
  spec: z.object({
    scaleTargetRef: z.object({
      apiVersion: z.string().optional(),
      kind: z.string(),
      name: z.string(),
    }),
  }),
});

const ManagedFields = z.array(
  z.object({
    manager: z.string(),
    operation: z.string(),
    subresource: z.string().optional(),
    fieldsV1: z.record(z.string(), z.unknown()).optional(),
  }),
);

/** What autoscalers count the replicas of, by identity. */
export function findAutoscaled(autoscalers: readonly unknown[]): ReadonlySet<string> {
  const targets = autoscalers.flatMap((autoscaler) => {
    const parsed = Autoscaler.safeParse(autoscaler);
    if (!parsed.success) return [];
    const { metadata, spec } = parsed.data;
    const { apiVersion = 'apps/v1', kind, name } = spec.scaleTargetRef;
    return [identityOf({ apiVersion, kind, name, namespace: metadata.namespace })];
  });
  return new Set(targets);
}

/** The object without its count of replicas; undefined when it says none. */
export function withoutReplicas(object: KubernetesObject): KubernetesObject | undefined {
  const spec = object['spec'];
  if (typeof spec !== 'object' || spec === null || !('replicas' in spec)) return undefined;
  const rest = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'replicas'));
  return { ...object, spec: rest };
}

/**
 * Whether leaving `replicas` out would take it away: a field that its only manager no longer sets is
 * removed, and the workload falls to one replica. So somebody else must hold it first.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
 */
export function isOnlyHolderOfReplicas(live: KubernetesObject, manager: string): boolean {
  const parsed = ManagedFields.safeParse(live.metadata['managedFields']);
  if (!parsed.success) return false;
  const holders = parsed.data.filter(({ fieldsV1 }) => {
    const spec = fieldsV1?.['f:spec'];
    return typeof spec === 'object' && spec !== null && 'f:replicas' in spec;
  });
  const ours = holders.filter((one) => one.manager === manager && one.operation === 'Apply');
  return ours.length > 0 && ours.length === holders.length;
}

/** What holds the live count while our own manager lets go of it. */
export function handOver(live: KubernetesObject): KubernetesObject | undefined {
  const spec = live['spec'];
  const replicas: unknown =
    typeof spec === 'object' && spec !== null ? Reflect.get(spec, 'replicas') : undefined;
  if (typeof replicas !== 'number') return undefined;
  const { name, namespace } = live.metadata;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: live.apiVersion, kind: live.kind, metadata, spec: { replicas } };
}

export function isAutoscaler({
  apiVersion,
  kind,
}: Pick<ObjectName, 'apiVersion' | 'kind'>): boolean {
  return groupOf(apiVersion) === 'autoscaling' && kind === 'HorizontalPodAutoscaler';
}
