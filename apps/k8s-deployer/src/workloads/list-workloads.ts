import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { listObjects } from '../objects/read-objects.ts';
import type { Session } from '../verbs/session.ts';

/** All of one kind in the application's name space; none where the API does not know the kind. */
export async function listKind(
  { api, discovery, request, signal }: Session,
  kind: { readonly apiVersion: string; readonly kind: string },
): Promise<readonly KubernetesObject[]> {
  const resource = await discovery.find(kind, signal);
  if (!resource) return [];
  const where = { namespace: request.namespace };
  return listObjects(api, { resource, kind: kind.kind }, where, signal);
}
