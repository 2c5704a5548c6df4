import { groupOf, type KubernetesObject } from '../objects/kubernetes-object.ts';

/**
 * What must be there before what. One line is applied side by side, and all of it before the next:
 * a name space before what lives in it, a definition before its objects, configuration before the
 * pods that read it, and what guards the door (webhooks) only when those behind it are there.
 */
const STAGES = [
  ['Namespace'],
  ['CustomResourceDefinition'],
  [
    'PriorityClass',
    'StorageClass',
    'IngressClass',
    'RuntimeClass',
    'ResourceQuota',
    'LimitRange',
    'NetworkPolicy',
    'ServiceAccount',
    'ClusterRole',
    'Role',
  ],
  ['ClusterRoleBinding', 'RoleBinding'],
  ['Secret', 'ConfigMap', 'PersistentVolume', 'PersistentVolumeClaim', 'PodDisruptionBudget'],
  ['Service'],
  ['DaemonSet', 'Deployment', 'StatefulSet', 'ReplicaSet', 'Pod', 'Job', 'CronJob'],
  ['HorizontalPodAutoscaler', 'Ingress', 'APIService'],
] as const;

/** Objects of definitions come after the pods that may be their operators; webhooks last of all. */
const CUSTOM_STAGE = STAGES.length;
const LAST_STAGE = STAGES.length + 1;
const LAST_KINDS = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'];

/** The last stage that needs neither nodes nor the database: names, definitions, configuration. */
const LAST_PREPARED_STAGE = 5;

const STAGE_OF = new Map<string, number>(
  STAGES.flatMap((kinds, index) => kinds.map((kind) => [kind, index] as const)),
);

/** Kubernetes' own groups have no dot, or end with `k8s.io`. */
function isOwnGroup(group: string): boolean {
  return !group.includes('.') || group.endsWith('.k8s.io');
}

export function stageOf({
  apiVersion,
  kind,
}: Pick<KubernetesObject, 'apiVersion' | 'kind'>): number {
  if (LAST_KINDS.includes(kind)) return LAST_STAGE;
  if (!isOwnGroup(groupOf(apiVersion))) return CUSTOM_STAGE;
  return STAGE_OF.get(kind) ?? CUSTOM_STAGE;
}

/** Whether it can be there before nodes and database are. */
export function isPreparable(object: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return stageOf(object) <= LAST_PREPARED_STAGE;
}

/** In stages; inside a stage as the bundle has them. Empty stages are left out. */
export function orderObjects<T extends { readonly object: KubernetesObject }>(
  manifests: readonly T[],
): readonly (readonly T[])[] {
  const stages = new Map<number, T[]>();
  for (const manifest of manifests) {
    const stage = stageOf(manifest.object);
    stages.set(stage, [...(stages.get(stage) ?? []), manifest]);
  }
  return [...stages].sort(([one], [other]) => one - other).map(([, members]) => members);
}
