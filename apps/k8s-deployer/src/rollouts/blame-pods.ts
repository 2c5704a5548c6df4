import { judgePod } from './judge-pod.ts';
import type { Patience, Rollout } from './rollout.ts';
import type { Pod } from './workload-schemas.ts';

/** What the pods add to a rollout that is under way. */
export interface PodsOfRollout {
  readonly pods: readonly Pod[];
  /** What the controller said when the API refused it a pod: a quota, an admission rule. */
  readonly refusedPods: readonly string[];
}

/**
 * Ends a wait early: a pod that will not come up is the rollout's failure long before its deadline.
 * Jobs are the exception: they make new pods for those that fail, and count them themselves.
 */
export function blamePods(
  rollout: Rollout,
  kind: string,
  { pods, refusedPods }: PodsOfRollout,
  patience: Patience,
  nowMilliseconds: number,
): Rollout {
  if (rollout.state !== 'progressing') return rollout;
  const alive = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const verdicts = alive.map((pod) => ({ pod, ...judgePod(pod, patience, nowMilliseconds) }));
  const counted =
    kind === 'Job' ? verdicts.filter(({ pod }) => pod.status.phase !== 'Failed') : verdicts;
  const failing = counted.find(({ verdict }) => verdict === 'failing');
  if (failing) {
    const reason = `pod ${failing.pod.metadata.name}: ${String(failing.reason)}`;
    return { ...rollout, state: 'failed', reason };
  }
  const [refused] = refusedPods;
  // Refused, and not one pod there: nothing will free a place by itself.
  if (refused !== undefined && alive.length === 0) {
    return { ...rollout, state: 'failed', reason: refused };
  }
  const waiting = counted.find(({ verdict }) => verdict === 'waiting');
  const why = [rollout.reason, waiting?.reason ?? refused].filter((part) => part !== undefined);
  return { ...rollout, reason: why.join('; ') };
}
