import * as z from 'zod';

import type { KubernetesObject } from '../objects/kubernetes-object.ts';

const Definition = z.object({
  kind: z.literal('CustomResourceDefinition'),
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Namespaced', 'Cluster']),
    names: z.object({ kind: z.string(), plural: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        served: z.boolean().default(true),
        schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }).optional(),
      }),
    ),
  }),
});

/** A kind that the bundle itself defines: known before the API knows it. */
export interface BundledKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly schema?: Readonly<Record<string, unknown>>;
}

export function findBundledKinds(objects: readonly KubernetesObject[]): readonly BundledKind[] {
  return objects.flatMap((object) => {
    const parsed = Definition.safeParse(object);
    if (!parsed.success) return [];
    const { group, scope, names, versions } = parsed.data.spec;
    return versions
      .filter(({ served }) => served)
      .map(({ name, schema }) => ({
        apiVersion: `${group}/${name}`,
        kind: names.kind,
        plural: names.plural,
        namespaced: scope === 'Namespaced',
        ...(schema === undefined ? {} : { schema: schema.openAPIV3Schema }),
      }));
  });
}
