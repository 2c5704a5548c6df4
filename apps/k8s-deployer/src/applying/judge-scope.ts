import { describeObject, nameOf, type KubernetesObject } from '../objects/kubernetes-object.ts';

/** What a bundle may touch. */
export interface Scope {
  /** The application's own, first, and others that were allowed by name. */
  readonly namespaces: readonly string[];
  /** Kinds outside any name space that a bundle may bring. */
  readonly clusterKinds: readonly string[];
}

/**
 * Why an object must not be applied, or undefined. Judged for the whole bundle before anything of it
 * is applied: a bundle with one object too many changes nothing.
 */
export function judgeScope(
  object: KubernetesObject,
  namespaced: boolean,
  scope: Scope,
): string | undefined {
  const words = describeObject(nameOf(object));
  const allowed = scope.namespaces.join(', ');
  if (namespaced) {
    const { namespace } = object.metadata;
    if (namespace !== undefined && scope.namespaces.includes(namespace)) return undefined;
    return `${words}: expected a name space among ${allowed}, found ${String(namespace)}`;
  }
  if (!scope.clusterKinds.includes(object.kind)) {
    const kinds = scope.clusterKinds.join(', ');
    return `${words}: it belongs to the whole cluster; expected one of ${kinds} there`;
  }
  if (object.kind === 'Namespace' && !scope.namespaces.includes(object.metadata.name)) {
    return `${words}: expected a name space among ${allowed}`;
  }
  return undefined;
}

/** An object of a name space that names none belongs to the application's. */
export function placeObject(
  object: KubernetesObject,
  namespaced: boolean,
  home: string,
): KubernetesObject {
  const { namespace, ...metadata } = object.metadata;
  if (!namespaced) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, namespace: namespace ?? home } };
}
