import type { DeploymentResult } from '@understudy/recovery-messages';

import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { listKind } from '../workloads/list-workloads.ts';
import { isStopSeen, ownersOf, STOPPABLE_KINDS, wantsPods } from '../workloads/stop-patch.ts';
import type { Session } from './session.ts';

type RolloutData = DeploymentResult['rollouts'][number];

/** Pods that are named one by one: one is enough to say that it is no fence. */
const PODS_MAX = 100;

export interface NamespaceLook {
  /** Workloads that want pods, and every pod that is left: a pod that ends can still write. */
  readonly rollouts: RolloutData[];
  /** Pods that no workload made. */
  readonly bare: readonly string[];
}

/**
 * Everything of the name space that runs or will run, whatever bundle it came from. Schedules count
 * too: a cron job that is not suspended makes pods later.
 */
export async function lookAtNamespace(session: Session): Promise<NamespaceLook> {
  const { namespace } = session.request;
  const [pods, ...kinds] = await Promise.all([
    listKind(session, { apiVersion: 'v1', kind: 'Pod' }),
    ...STOPPABLE_KINDS.map((kind) => listKind(session, kind)),
  ]);
  const left = pods.filter(isRunning);
  const workloads = kinds.flat().map((workload): RolloutData => ({
    kind: workload.kind,
    namespace,
    name: workload.metadata.name,
    ready: 0,
    desired: wantsPods(workload) || !isStopSeen(workload) ? 1 : 0,
    state: 'complete',
  }));
  const rollouts = left.slice(0, PODS_MAX).map(({ metadata }): RolloutData => ({
    kind: 'Pod',
    namespace,
    name: metadata.name,
    ready: 1,
    desired: 0,
    state: 'progressing',
  }));
  const bare = left
    .filter((pod) => ownersOf(pod).length === 0)
    .map(({ metadata }) => metadata.name);
  return { rollouts: [...workloads, ...rollouts], bare };
}

function isRunning(pod: KubernetesObject): boolean {
  const status = pod['status'];
  const phase: unknown =
    typeof status === 'object' && status !== null ? Reflect.get(status, 'phase') : '';
  return phase !== 'Succeeded' && phase !== 'Failed';
}
