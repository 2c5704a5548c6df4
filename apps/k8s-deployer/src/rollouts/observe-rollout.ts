import type { Clock } from '@understudy/clock';
import * as z from 'zod';

import type { KubernetesApi } from '../access/kubernetes-api.ts';
import type { Discovery } from '../objects/discovery.ts';
import type { KubernetesObject, ObjectName } from '../objects/kubernetes-object.ts';
import { listObjects, readObject } from '../objects/read-objects.ts';
import { blamePods, type PodsOfRollout } from './blame-pods.ts';
import { isRolloutKind, judgeWorkload, type RolloutKind } from './judge-workload.ts';
import { PATIENCE, sayReason, type Patience, type Rollout } from './rollout.ts';
import { Pod } from './workload-schemas.ts';

export interface RolloutWorld {
  readonly api: KubernetesApi;
  readonly discovery: Discovery;
  readonly clock: Pick<Clock, 'now'>;
  readonly patience?: Patience;
}

const REVISION = 'deployment.kubernetes.io/revision';

const Selector = z.object({
  spec: z.object({ selector: z.object({ matchLabels: z.record(z.string(), z.string()) }) }),
});
const Revision = z.object({ status: z.object({ updateRevision: z.string() }) });
const Event = z.object({
  type: z.string(),
  reason: z.string(),
  message: z.string().default(''),
  involvedObject: z.object({ uid: z.string().default('') }),
});

/** Looks at one workload; at its pods too while it is not complete. */
export async function observeRollout(
  world: RolloutWorld,
  name: ObjectName,
  signal: AbortSignal,
): Promise<Rollout> {
  const { kind } = name;
  if (!isRolloutKind(kind)) return { state: 'complete', ready: 0, desired: 0 };
  const resource = await world.discovery.find(name, signal);
  const object = resource && (await readObject(world.api, resource, name, signal));
  if (!object) {
    return { state: 'failed', ready: 0, desired: 0, reason: 'it is not there: apply it first' };
  }
  const rollout = judgeWorkload(kind, object);
  if (rollout.state !== 'progressing') return rollout;
  const pods = await readPods(world, kind, object, signal);
  return blamePods(rollout, kind, pods, world.patience ?? PATIENCE, world.clock.now());
}

async function readPods(
  world: RolloutWorld,
  kind: RolloutKind,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<PodsOfRollout> {
  const parsed = Selector.safeParse(object);
  const { namespace } = object.metadata;
  if (!parsed.success || namespace === undefined) return { pods: [], refusedPods: [] };
  const labels = { ...parsed.data.spec.selector.matchLabels };
  if (kind === 'Deployment') Object.assign(labels, await newestHash(world, object, labels, signal));
  if (kind === 'StatefulSet') Object.assign(labels, updateHash(object));
  // Without labels it would select every pod of the name space, and blame strangers.
  if (Object.keys(labels).length === 0) return { pods: [], refusedPods: [] };
  const where = { namespace, labelSelector: select(labels) };
  const listed = await list(world, { apiVersion: 'v1', kind: 'Pod' }, where, signal);
  const pods = listed.flatMap((pod) => {
    const read = Pod.safeParse(pod);
    return read.success ? [read.data] : [];
  });
  // A deployment says itself that it was refused pods; the others only by an event.
  const askEvents = pods.length === 0 && kind !== 'Deployment';
  return { pods, refusedPods: askEvents ? await readRefusals(world, object, signal) : [] };
}

/** Pods of the version before may crash as they like: the rollout is about the newest. */
async function newestHash(
  world: RolloutWorld,
  { metadata }: KubernetesObject,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const revision = metadata.annotations?.[REVISION];
  const sets = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
  const where = { namespace: metadata.namespace ?? '', labelSelector: select(labels) };
  const found = await list(world, sets, where, signal);
  const newest = found.find((set) => set.metadata.annotations?.[REVISION] === revision);
  const hash = newest?.metadata.labels?.['pod-template-hash'];
  return hash === undefined ? {} : { 'pod-template-hash': hash };
}

function updateHash(object: KubernetesObject): Readonly<Record<string, string>> {
  const parsed = Revision.safeParse(object);
  return parsed.success ? { 'controller-revision-hash': parsed.data.status.updateRevision } : {};
}

async function readRefusals(
  world: RolloutWorld,
  { metadata }: KubernetesObject,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const where = {
    namespace: metadata.namespace ?? '',
    fieldSelector: `involvedObject.uid=${String(metadata['uid'])},reason=FailedCreate`,
  };
  const events = await list(world, { apiVersion: 'v1', kind: 'Event' }, where, signal);
  return events.flatMap((event) => {
    const parsed = Event.safeParse(event);
    return parsed.success ? [sayReason(parsed.data.reason, parsed.data.message)] : [];
  });
}

async function list(
  world: RolloutWorld,
  what: { readonly apiVersion: string; readonly kind: string },
  where: {
    readonly namespace: string;
    readonly labelSelector?: string;
    readonly fieldSelector?: string;
  },
  signal: AbortSignal,
): Promise<readonly KubernetesObject[]> {
  const resource = await world.discovery.find(what, signal);
  return resource ? listObjects(world.api, { resource, kind: what.kind }, where, signal) : [];
}

function select(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
