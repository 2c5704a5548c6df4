import { PatchStrategy } from '@kubernetes/client-node/dist/patch.js';

import type { KubernetesApi } from '../access/kubernetes-api.ts';
import { objectPath, type ApiResource } from '../objects/discovery.ts';
import { nameOf, type KubernetesObject } from '../objects/kubernetes-object.ts';
import { readObject } from '../objects/read-objects.ts';
import { handOver, isOnlyHolderOfReplicas, withoutReplicas } from './autoscaled-replicas.ts';
import { judgeApplied, type Applied } from './judge-applied.ts';
import { decideConflict, type ForcePermission } from './judge-conflict.ts';

/** Who manages what a bundle sets: one name for all runs, so that the next one may change it. */
export const FIELD_MANAGER = 'understudy';

/** Holds a count of replicas for the autoscaler that is about to own it. */
const HAND_OVER_MANAGER = 'understudy-hand-over';

export interface ApplyRequest {
  readonly object: KubernetesObject;
  readonly resource: ApiResource;
  /** An autoscaler counts its replicas. */
  readonly autoscaled: boolean;
  /** Its name space was made a moment ago: nothing of the bundle can be there before it. */
  readonly isFirst: boolean;
  readonly force: readonly ForcePermission[];
  /** Everything is checked by the server, admission included, and nothing is kept. */
  readonly dryRun: boolean;
}

export interface AppliedObject {
  readonly applied: Applied;
  /** What a person should know of it: taken over, left out. */
  readonly remarks: readonly string[];
}

/** Applies one object as it is; what nobody but the bundle says stays the server's. */
export async function applyOne(
  api: KubernetesApi,
  request: ApplyRequest,
  signal: AbortSignal,
): Promise<AppliedObject> {
  const { resource, dryRun, force } = request;
  const name = nameOf(request.object);
  const before = request.isFirst ? undefined : await readObject(api, resource, name, signal);
  // A new workload begins as the bundle says: an autoscaler's first look comes seconds later, and
  // until then one replica would pass for a rollout that is complete.
  const scaled = request.autoscaled && before ? withoutReplicas(request.object) : undefined;
  const object = scaled ?? request.object;
  const remarks = scaled ? ['replicas are left to its autoscaler'] : [];
  if (scaled && before && !dryRun && isOnlyHolderOfReplicas(before, FIELD_MANAGER)) {
    const held = handOver(before);
    // Forced: it sets what is there, so it takes nothing from anybody.
    if (held)
      await patch(api, { object: held, resource, force: true, manager: HAND_OVER_MANAGER }, signal);
  }
  const sending = { object, resource, dryRun, manager: FIELD_MANAGER };
  const first = await patch(api, { ...sending, force: false }, signal);
  const applied = judgeApplied(first, before);
  if (applied.result !== 'conflict') return { applied, remarks };
  const decision = decideConflict(object.kind, applied.conflicts, force);
  if (decision.action === 'stop') return { applied, remarks };
  const second = await patch(api, { ...sending, force: true }, signal);
  return { applied: judgeApplied(second, before), remarks: [...remarks, decision.sentence] };
}

interface Patch {
  readonly object: KubernetesObject;
  readonly resource: ApiResource;
  readonly manager: string;
  readonly force: boolean;
  readonly dryRun?: boolean;
}

function patch(api: KubernetesApi, one: Patch, signal: AbortSignal) {
  const query = {
    fieldManager: one.manager,
    fieldValidation: 'Strict',
    ...(one.force ? { force: 'true' } : {}),
    ...(one.dryRun ? { dryRun: 'All' } : {}),
  };
  return api.send(
    {
      method: 'PATCH',
      path: objectPath(one.resource, nameOf(one.object)),
      query,
      body: one.object,
      contentType: PatchStrategy.ServerSideApply,
    },
    signal,
  );
}
