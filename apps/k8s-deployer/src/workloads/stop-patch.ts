import * as z from 'zod';

import type { KubernetesObject } from '../objects/kubernetes-object.ts';

/** What a workload was before it was stopped, and whose run did it. In the same write as the stop. */
const STOPPED_FROM = 'understudy/stopped-from';
const STOPPED_BY = 'understudy/stopped-by';

/** No node has it: a daemon set has no count that could be zero. */
const NO_NODE = { 'understudy/stopped': 'true' };

/** How each kind is made to run nothing. */
export const STOPPABLE_KINDS = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
  { apiVersion: 'batch/v1', kind: 'Job' },
] as const;

const Counted = z.object({ spec: z.object({ replicas: z.int().min(0).default(1) }) });
const Suspended = z.object({ spec: z.object({ suspend: z.boolean().default(false) }) });
const Ended = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) }),
});

/** The patch that stops a workload; undefined when it runs nothing already. */
export function stopPatch(live: KubernetesObject, incident: string): object | undefined {
  if (isOfDeployment(live) || isEnded(live)) return undefined;
  const was = runningAs(live);
  if (was === undefined) return undefined;
  const annotations = { [STOPPED_FROM]: was, [STOPPED_BY]: incident };
  return { metadata: { annotations }, spec: stoppedSpec(live.kind) };
}

/** The patch that takes a stop back; undefined for what was not stopped by us. */
export function startPatch(live: KubernetesObject): object | undefined {
  // A deployment copies its annotations to its sets.
  if (isOfDeployment(live)) return undefined;
  const was = live.metadata.annotations?.[STOPPED_FROM];
  if (was === undefined) return undefined;
  const annotations = { [STOPPED_FROM]: null, [STOPPED_BY]: null };
  // Somebody has started it since: what they set stays, only our mark goes.
  if (runningAs(live) !== undefined) return { metadata: { annotations } };
  return { metadata: { annotations }, spec: startedSpec(live.kind, was) };
}

/** Whether it wants pods: a set of a deployment is counted with that one, an ended job is over. */
export function wantsPods(live: KubernetesObject): boolean {
  return !isOfDeployment(live) && !isEnded(live) && runningAs(live) !== undefined;
}

const Observed = z.object({
  metadata: z.object({ generation: z.int().default(0) }),
  status: z.object({ observedGeneration: z.int().default(0) }).prefault({}),
});

/** Until its controller has seen a stop it may still make pods. Jobs and schedules tell no generation. */
export function isStopSeen(live: KubernetesObject): boolean {
  if (isSuspendable(live.kind)) return true;
  const parsed = Observed.safeParse(live);
  return parsed.success && parsed.data.status.observedGeneration >= parsed.data.metadata.generation;
}

/** Undefined: it runs nothing. Else what has to be remembered of it. */
function runningAs(live: KubernetesObject): string | undefined {
  if (live.kind === 'DaemonSet') return isWithoutNodes(live) ? undefined : 'everywhere';
  if (isSuspendable(live.kind)) {
    const parsed = Suspended.safeParse(live);
    return parsed.success && parsed.data.spec.suspend ? undefined : 'running';
  }
  const parsed = Counted.safeParse(live);
  const replicas = parsed.success ? parsed.data.spec.replicas : 1;
  return replicas === 0 ? undefined : String(replicas);
}

function stoppedSpec(kind: string): object {
  if (kind === 'DaemonSet') return { template: { spec: { nodeSelector: NO_NODE } } };
  return isSuspendable(kind) ? { suspend: true } : { replicas: 0 };
}

function startedSpec(kind: string, was: string): object {
  const [label = ''] = Object.keys(NO_NODE);
  if (kind === 'DaemonSet') return { template: { spec: { nodeSelector: { [label]: null } } } };
  if (isSuspendable(kind)) return { suspend: false };
  // A mark that is no number was written by somebody else: one replica is the API's own default.
  const replicas = /^\d{1,6}$/.test(was) ? Number(was) : 1;
  return { replicas };
}

function isSuspendable(kind: string): boolean {
  return kind === 'CronJob' || kind === 'Job';
}

/** A deployment counts its sets itself. A job goes on when its cron job is suspended. */
function isOfDeployment(live: KubernetesObject): boolean {
  return ownersOf(live).includes('Deployment');
}

const Owned = z.object({
  metadata: z.object({ ownerReferences: z.array(z.object({ kind: z.string() })) }),
});

/** The kinds of what made it: such an owner may start again what was stopped. */
export function ownersOf(live: KubernetesObject): readonly string[] {
  const parsed = Owned.safeParse(live);
  return parsed.success ? parsed.data.metadata.ownerReferences.map(({ kind }) => kind) : [];
}

function isEnded(live: KubernetesObject): boolean {
  if (live.kind !== 'Job') return false;
  const parsed = Ended.safeParse(live);
  const conditions = parsed.success ? parsed.data.status.conditions : [];
  return conditions.some(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
}

function isWithoutNodes(live: KubernetesObject): boolean {
  const [label = ''] = Object.keys(NO_NODE);
  const parsed = z
    .object({
      spec: z.object({
        template: z.object({
          spec: z.object({ nodeSelector: z.record(z.string(), z.string()).default({}) }),
        }),
      }),
    })
    .safeParse(live);
  return parsed.success && label in parsed.data.spec.template.spec.nodeSelector;
}
