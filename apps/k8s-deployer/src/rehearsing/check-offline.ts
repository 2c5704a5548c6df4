import type { BundledKind } from '../applying/bundled-definitions.ts';
import type { KubernetesObject } from '../objects/kubernetes-object.ts';
import { checkModel } from './check-model.ts';
import { checkSchema } from './check-schema.ts';

/** What can be said of an object that no server can be asked about yet. */
export interface OfflineCheck {
  readonly problems: readonly string[];
  /** Against what it was checked, for the words of the finding. */
  readonly against: string;
}

export function checkOffline(
  object: KubernetesObject,
  bundledKinds: readonly BundledKind[],
): OfflineCheck {
  const own = bundledKinds.find(
    ({ apiVersion, kind }) => apiVersion === object.apiVersion && kind === object.kind,
  );
  if (own?.schema) {
    return { problems: checkSchema(object, own.schema), against: "the definition's schema" };
  }
  const problems = checkModel(object);
  if (problems) return { problems, against: "the client's models" };
  return { problems: [], against: 'nothing: no schema of it is known here' };
}
