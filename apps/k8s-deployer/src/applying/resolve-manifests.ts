import type { Manifest } from '../bundle/parse-manifests.ts';
import type { ApiResource, Discovery } from '../objects/discovery.ts';
import { describeObject, nameOf, type KubernetesObject } from '../objects/kubernetes-object.ts';
import { findBundledKinds, type BundledKind } from './bundled-definitions.ts';
import { judgeScope, placeObject, type Scope } from './judge-scope.ts';

/** A manifest whose kind is known, in its name space. */
export interface Resolved {
  readonly place: string;
  readonly object: KubernetesObject;
  readonly resource: ApiResource;
  /** The bundle defines its kind, and the API does not know it yet. */
  readonly bundled?: BundledKind;
}

export type Resolution =
  | { readonly result: 'resolved'; readonly manifests: readonly Resolved[] }
  | { readonly result: 'refused'; readonly problems: readonly string[] };

/** Finds how the API names each kind, and judges the whole bundle's scope before any of it is applied. */
export async function resolveManifests(
  manifests: readonly Manifest[],
  discovery: Discovery,
  scope: Scope,
  signal: AbortSignal,
): Promise<Resolution> {
  const bundled = findBundledKinds(manifests.map(({ object }) => object));
  const [home = ''] = scope.namespaces;
  const judged = await Promise.all(
    manifests.map(async ({ place, object }) => {
      const own = bundled.find(
        ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
      );
      const live = await discovery.find(object, signal);
      const resource = live ?? own;
      if (!resource) return { problem: `${place}: ${describeUnknown(object)}` };
      const placed = placeObject(object, resource.namespaced, home);
      const problem = judgeScope(placed, resource.namespaced, scope);
      if (problem !== undefined) return { problem: `${place}: ${problem}` };
      return { place, object: placed, resource, ...(!live && own ? { bundled: own } : {}) };
    }),
  );
  const problems = judged.flatMap((one) => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) return { result: 'refused', problems };
  return {
    result: 'resolved',
    manifests: judged.flatMap((one) => ('problem' in one ? [] : [one])),
  };
}

function describeUnknown(object: KubernetesObject): string {
  const words = describeObject(nameOf(object));
  const known = 'the cluster does not know it and the bundle does not define it';
  return `${words}: unknown kind ${object.apiVersion} ${object.kind}: ${known}`;
}
