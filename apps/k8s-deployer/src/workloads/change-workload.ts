import { PatchStrategy } from '@kubernetes/client-node/dist/patch.js';
import { RetryableError } from '@understudy/errors';

import type { KubernetesApi } from '../access/kubernetes-api.ts';
import { objectPath, unexpectedAnswer, type ApiResource } from '../objects/discovery.ts';
import { nameOf, type KubernetesObject } from '../objects/kubernetes-object.ts';
import { readObject } from '../objects/read-objects.ts';

/** Others write to a workload too (its controller, its autoscaler): they are looked at again. */
const ATTEMPTS = 5;

/** A merge patch of what was looked at, or undefined when nothing is to be changed. */
export type WorkloadChange = (live: KubernetesObject) => object | undefined;

export interface ChangeWorkload {
  readonly api: KubernetesApi;
  readonly resource: ApiResource;
  readonly manager: string;
  readonly signal: AbortSignal;
}

/**
 * Changes one workload as it was looked at: the patch names the version that it was decided on, so a
 * repeat of a request whose answer was lost finds its own change instead of doing it twice.
 */
export async function changeWorkload(
  how: ChangeWorkload,
  first: KubernetesObject,
  change: WorkloadChange,
): Promise<'changed' | 'unchanged' | 'gone'> {
  const { api, resource, manager, signal } = how;
  let live: KubernetesObject | undefined = first;
  for (let attempt = 0; attempt < ATTEMPTS && live; attempt += 1) {
    const patch = change(live);
    if (!patch) return 'unchanged';
    const { status, body } = await api.send(
      {
        method: 'PATCH',
        path: objectPath(resource, nameOf(live)),
        query: { fieldManager: manager },
        body: withVersion(patch, live),
        contentType: PatchStrategy.MergePatch,
      },
      signal,
    );
    if (status === 200) return 'changed';
    if (status !== 409 && status !== 404) {
      throw unexpectedAnswer(status, body, `a change of ${live.kind} ${live.metadata.name}`);
    }
    live = await readObject(api, resource, nameOf(live), signal);
  }
  if (!live) return 'gone';
  throw new RetryableError(
    'ApiUnreachable',
    `${live.kind} ${live.metadata.name} was changed by others ${ATTEMPTS} times in a row; ask again.`,
  );
}

function withVersion(patch: object, { metadata }: KubernetesObject): object {
  const changed: unknown = Reflect.get(patch, 'metadata');
  const own = typeof changed === 'object' && changed !== null ? changed : {};
  const { resourceVersion } = metadata;
  return { ...patch, metadata: { ...own, resourceVersion } };
}
