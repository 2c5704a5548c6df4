import type * as z from 'zod';

import { sayReason, type Rollout } from './rollout.ts';
import { DaemonSet, Deployment, Job, StatefulSet, type Condition } from './workload-schemas.ts';

/** The kinds whose end is waited for. */
export const ROLLOUT_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'] as const;
export type RolloutKind = (typeof ROLLOUT_KINDS)[number];

export function isRolloutKind(kind: string): kind is RolloutKind {
  return (ROLLOUT_KINDS as readonly string[]).includes(kind);
}

/** What a workload's own status says; its pods are asked only while it is not complete. */
export function judgeWorkload(kind: RolloutKind, object: unknown): Rollout {
  switch (kind) {
    case 'Deployment':
      return judge(Deployment, object, judgeDeployment);
    case 'StatefulSet':
      return judge(StatefulSet, object, judgeStatefulSet);
    case 'DaemonSet':
      return judge(DaemonSet, object, judgeDaemonSet);
    case 'Job':
      return judge(Job, object, judgeJob);
  }
}

function judge<T>(schema: z.ZodType<T>, object: unknown, by: (parsed: T) => Rollout): Rollout {
  const parsed = schema.safeParse(object);
  if (parsed.success) return by(parsed.data);
  const reason = `its status cannot be read: ${parsed.error.issues[0]?.message ?? ''}`;
  return { state: 'progressing', ready: 0, desired: 0, reason };
}

/** A status of an older generation says nothing about what was just applied. */
const NOT_SEEN = 'its controller has not seen the change yet';

function judgeDeployment({ metadata, spec, status }: z.infer<typeof Deployment>): Rollout {
  const { replicas, updatedReplicas, availableReplicas, conditions } = status;
  const counts = { ready: Math.min(updatedReplicas, availableReplicas), desired: spec.replicas };
  const going = (reason: string): Rollout => ({ state: 'progressing', ...counts, reason });
  if (status.observedGeneration < metadata.generation) return going(NOT_SEEN);
  if (spec.paused) return { state: 'failed', ...counts, reason: 'it is paused: resume it first' };
  const refused = find(conditions, 'ReplicaFailure', 'True');
  if (refused) return { state: 'failed', ...counts, reason: say(refused) };
  const late = find(conditions, 'Progressing', 'False');
  if (late?.reason === 'ProgressDeadlineExceeded') {
    return { state: 'failed', ...counts, reason: say(late) };
  }
  if (updatedReplicas < spec.replicas) {
    return going(`${updatedReplicas} of ${spec.replicas} are of the new version`);
  }
  if (replicas > updatedReplicas) {
    return going(`${replicas - updatedReplicas} of the old version are still there`);
  }
  if (availableReplicas < updatedReplicas) {
    return going(`${availableReplicas} of ${updatedReplicas} are available`);
  }
  return { state: 'complete', ...counts };
}

function judgeStatefulSet({ metadata, spec, status }: z.infer<typeof StatefulSet>): Rollout {
  const { replicas, updateStrategy } = spec;
  const counts = { ready: Math.min(replicas, status.readyReplicas), desired: replicas };
  const going = (reason: string): Rollout => ({ state: 'progressing', ...counts, reason });
  if (status.observedGeneration < metadata.generation) return going(NOT_SEEN);
  if (status.readyReplicas < replicas)
    return going(`${status.readyReplicas} of ${replicas} are ready`);
  if (updateStrategy.type === 'OnDelete') return { state: 'complete', ...counts };
  const { partition } = updateStrategy.rollingUpdate;
  const updated = Math.max(0, replicas - partition);
  if (status.updatedReplicas < updated) {
    return going(`${status.updatedReplicas} of ${updated} are of the new version`);
  }
  const settled = partition > 0 || status.currentRevision === status.updateRevision;
  return settled || replicas === 0
    ? { state: 'complete', ...counts }
    : going('its last pod is being replaced');
}

function judgeDaemonSet({ metadata, spec, status }: z.infer<typeof DaemonSet>): Rollout {
  const { desiredNumberScheduled, updatedNumberScheduled, numberAvailable } = status;
  const counts = { ready: numberAvailable, desired: desiredNumberScheduled };
  const going = (reason: string): Rollout => ({ state: 'progressing', ...counts, reason });
  if (status.observedGeneration < metadata.generation) return going(NOT_SEEN);
  const rolling = spec.updateStrategy.type === 'RollingUpdate';
  if (rolling && updatedNumberScheduled < desiredNumberScheduled) {
    return going(`${updatedNumberScheduled} of ${desiredNumberScheduled} are of the new version`);
  }
  if (numberAvailable < desiredNumberScheduled) {
    return going(`${numberAvailable} of ${desiredNumberScheduled} are available`);
  }
  return { state: 'complete', ...counts };
}

function judgeJob({ spec, status }: z.infer<typeof Job>): Rollout {
  const desired = spec.completions ?? 1;
  const counts = { ready: Math.min(desired, status.succeeded), desired };
  const failed = find(status.conditions, 'Failed', 'True');
  if (failed) return { state: 'failed', ...counts, reason: say(failed) };
  if (find(status.conditions, 'Complete', 'True')) return { state: 'complete', ...counts };
  if (spec.suspend)
    return { state: 'failed', ...counts, reason: 'it is suspended: resume it first' };
  const reason = `${status.succeeded} of ${desired} have succeeded, ${status.failed} have failed`;
  return { state: 'progressing', ...counts, reason };
}

function find(
  conditions: readonly Condition[],
  type: string,
  status: string,
): Condition | undefined {
  return conditions.find((one) => one.type === type && one.status === status);
}

function say({ reason, message }: Condition): string {
  return sayReason(reason, message);
}
