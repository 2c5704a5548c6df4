import type { Ec2Reads, InstanceFact } from '@understudy/aws-clients';

import type { InstanceFailoverSettings } from './settings.ts';

/** The opt-in: Understudy stops and starts only instances that carry it (IAM says so too). */
export const MANAGED_TAG = { key: 'understudy:managed', value: 'true' } as const;

/** The services that exist: those that the configuration lists, or those that tags name. */
export interface Catalog {
  readonly names: readonly string[];
  /** By instance id, the service whose member it is. */
  readonly serviceOf: ReadonlyMap<string, string>;
  readonly instances: readonly InstanceFact[];
}

/** How many services there are, for a share of them. Two members make one. */
export async function countServices(
  ec2: Pick<Ec2Reads, 'describeInstances'>,
  configured: readonly string[],
  read: { readonly signal?: AbortSignal },
): Promise<number> {
  if (configured.length > 0) return configured.length;
  const instances = await ec2.describeInstances({ tag: MANAGED_TAG }, read);
  return Math.ceil(instances.filter(({ state }) => state !== 'terminated').length / 2);
}

/** Reads the tagged instances once, and names the services that they are members of. */
export async function readCatalog(
  ec2: Pick<Ec2Reads, 'describeInstances'>,
  settings: Pick<InstanceFailoverSettings, 'configuredServices' | 'definitionOf'>,
  read: { readonly signal?: AbortSignal } = {},
): Promise<Catalog> {
  const instances = await ec2.describeInstances({ tag: MANAGED_TAG }, read);
  const serviceByName = memberNames(settings);
  const serviceOf = new Map<string, string>();
  for (const instance of instances) {
    const service = serviceByName(instance.tags['Name'] ?? '');
    if (service !== undefined) serviceOf.set(instance.id, service);
  }
  const { configuredServices } = settings;
  const found = [...new Set(serviceOf.values())].sort();
  return {
    names: configuredServices.length > 0 ? configuredServices : found,
    serviceOf,
    instances,
  };
}

/** Instances that are named like members and do not carry the tag: Understudy leaves them alone. */
export async function readExcluded(
  ec2: Pick<Ec2Reads, 'describeInstances'>,
  settings: Pick<InstanceFailoverSettings, 'configuredServices' | 'definitionOf'>,
  read: { readonly signal?: AbortSignal } = {},
): Promise<readonly InstanceFact[]> {
  const { configuredServices, definitionOf } = settings;
  const names = configuredServices.flatMap((name) => Object.values(definitionOf(name).memberNames));
  const query = names.length > 0 ? { names } : { nameEnds: ['-primary', '-backup'] };
  const named = await ec2.describeInstances(query, read);
  const serviceByName = memberNames(settings);
  return named.filter(
    ({ state, tags }) =>
      state !== 'terminated' &&
      tags[MANAGED_TAG.key] !== MANAGED_TAG.value &&
      serviceByName(tags['Name'] ?? '') !== undefined,
  );
}

/**
 * `signaling-primary` → `signaling`; hyphens in the service's own name stay. Other names than those
 * of `ServiceName` could name no execution: such an instance is no member.
 */
const MEMBER_NAME = /^(?<service>[a-z0-9](?:[\w-]{0,61}[a-z0-9])?)-(?:primary|backup)$/i;

/** Configured services give the names of their members; without any, the document's names hold. */
function memberNames({
  configuredServices,
  definitionOf,
}: Pick<InstanceFailoverSettings, 'configuredServices' | 'definitionOf'>): (
  name: string,
) => string | undefined {
  if (configuredServices.length === 0) return (name) => MEMBER_NAME.exec(name)?.groups?.['service'];
  const serviceByName = new Map(
    configuredServices.flatMap((service) =>
      Object.values(definitionOf(service).memberNames).map((name) => [name, service] as const),
    ),
  );
  return (name) => serviceByName.get(name);
}
