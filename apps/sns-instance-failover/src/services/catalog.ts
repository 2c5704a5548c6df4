import type { Ec2Reads, InstanceFact } from '@understudy/aws-clients';

import { serviceOfMemberName } from './resolve-service.ts';

/** The opt-in: Understudy stops and starts only instances that carry it (IAM says so too). */
export const MANAGED_TAG = { key: 'understudy:managed', value: 'true' } as const;

/** The services that exist: those that the configuration lists, or those that tags name. */
export interface Catalog {
  readonly names: readonly string[];
  /** By instance id, the service whose member it is. */
  readonly serviceOf: ReadonlyMap<string, string>;
  readonly instances: readonly InstanceFact[];
}

/** Reads the tagged instances once, and names the services that they are members of. */
export async function readCatalog(
  ec2: Pick<Ec2Reads, 'describeInstances'>,
  configured: readonly string[],
  read: { readonly signal?: AbortSignal } = {},
): Promise<Catalog> {
  const instances = await ec2.describeInstances({ tag: MANAGED_TAG }, read);
  const serviceOf = new Map<string, string>();
  for (const instance of instances) {
    const service = serviceOfMemberName(instance.tags['Name'] ?? '', configured);
    if (service !== undefined) serviceOf.set(instance.id, service);
  }
  const names = configured.length > 0 ? configured : [...new Set(serviceOf.values())].sort();
  return { names, serviceOf, instances };
}
