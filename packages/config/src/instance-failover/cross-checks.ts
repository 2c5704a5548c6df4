import type { InstanceFailoverConfig, ServiceConfig } from './instance-failover-config.ts';

/** Something that no part of the file says by itself. */
export interface Contradiction {
  readonly path: readonly string[];
  readonly expected: string;
  readonly found: string;
}

/** AWS's limit for a target group's name: a longer default would never be found. */
const TARGET_GROUP_CHARACTERS_MAX = 32;

/** What contradicts itself once the defaults are filled in. */
export function contradictions(config: InstanceFailoverConfig): readonly Contradiction[] {
  const services = Object.values(config.services);
  const ofDefaults = fenceOrder(config.convention('any'), ['defaults', 'fence']);
  const ofServices = services.flatMap((service) => [
    // What the defaults get wrong is said once, not again for each service.
    ...(ofDefaults.length > 0 ? [] : fenceOrder(service, ['services', service.name, 'fence'])),
    ...targetGroupLength(service),
  ]);
  return [...ofDefaults, ...ofServices, ...sharedNames(services)];
}

function fenceOrder({ fence }: ServiceConfig, path: readonly string[]): Contradiction[] {
  const { stopAgainAfterSeconds: again, skipOsShutdownAfterSeconds: hard } = fence;
  if (again < hard && hard < fence.giveUpAfterSeconds) return [];
  const expected =
    'stopAgainAfterSeconds < skipOsShutdownAfterSeconds < giveUpAfterSeconds, defaults included';
  return [{ path, expected, found: `${again}, ${hard}, ${fence.giveUpAfterSeconds}` }];
}

function targetGroupLength({ name, targetGroups }: ServiceConfig): Contradiction[] {
  return targetGroups
    .filter((group) => !group.startsWith('arn:') && group.length > TARGET_GROUP_CHARACTERS_MAX)
    .map((group) => ({
      path: ['services', name, 'targetGroups'],
      expected: `a target group's name of at most ${TARGET_GROUP_CHARACTERS_MAX} characters`,
      found: `${group} (by default; name it)`,
    }));
}

/** Two roles of one name, within a service or across: whose member would the instance be? */
function sharedNames(services: readonly ServiceConfig[]): Contradiction[] {
  const owners = new Map<string, string>();
  const found: Contradiction[] = [];
  for (const { name, memberNames } of services) {
    for (const role of ['primary', 'backup'] as const) {
      const tag = memberNames[role];
      const owner = owners.get(tag);
      if (owner === undefined) owners.set(tag, `${name}'s ${role}`);
      else {
        const path = ['services', name, role];
        found.push({ path, expected: 'a Name of its own', found: `${tag}, which is ${owner}` });
      }
    }
  }
  return found;
}
