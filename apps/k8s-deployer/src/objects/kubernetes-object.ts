import * as z from 'zod';

const Words = z.record(z.string(), z.string());

/** The part that all objects have; the rest is the API's to judge. */
export const KubernetesObject = z.looseObject({
  apiVersion: z
    .string()
    .regex(/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?v[a-z0-9]{1,62}$/, 'expected apps/v1, or v1'),
  kind: z.string().regex(/^[A-Z][A-Za-z0-9]{0,127}$/, 'expected a kind, like Deployment'),
  metadata: z.looseObject({
    // What stands in a path: names of roles may have colons, nothing has a slash.
    name: z
      .string()
      .min(1)
      .max(253)
      .regex(/^[^/%\p{Cc}]+$/u, 'expected a name without slashes or per cents')
      .refine((name) => name !== '.' && name !== '..', 'expected a name'),
    namespace: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected a DNS label')
      .optional(),
    labels: Words.optional(),
    annotations: Words.optional(),
  }),
});
export type KubernetesObject = z.infer<typeof KubernetesObject>;

/** What one object is called among all of them. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export function nameOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectName {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `apps`, or the empty text for the oldest group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** Two versions of one object are one object. */
export function identityOf({ apiVersion, kind, namespace, name }: ObjectName): string {
  return [groupOf(apiVersion), kind, namespace ?? '', name].join('/');
}

export function describeObject({ kind, namespace, name }: Omit<ObjectName, 'apiVersion'>): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
