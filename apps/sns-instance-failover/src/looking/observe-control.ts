import type { Elbv2Reads, TargetFact, TargetGroupFact } from '@understudy/aws-clients';
import type { Role } from '@understudy/leases';

import type { ServiceDefinition } from '../services/service-definition.ts';
import type { ControlLook, Known, MemberLook } from './look.ts';

/** The most neighbours asked about: a balancer may carry a hundred groups, and a few are enough. */
const NEIGHBOURS_MAX = 12;

/** What is behind the same balancers, and how it fares. */
export interface ControlObservation {
  readonly control: ControlLook;
  /** The groups that were asked about: a later look asks the same ones at once. */
  readonly neighbours: readonly TargetGroupFact[];
}

type Read = { readonly signal?: AbortSignal };

const NOT_NEEDED: ControlObservation = { control: 'none', neighbours: [] };

/**
 * Whether the balancer works for somebody else. Asked only when this service's own targets fail:
 * it decides between `this service is broken` and `what they all share is broken`.
 */
export async function observeControl(
  elbv2: Elbv2Reads,
  service: ServiceDefinition,
  groups: Known<readonly TargetGroupFact[]>,
  members: Readonly<Record<Role, MemberLook>>,
  read: Read,
): Promise<ControlObservation> {
  if (!groups.known || !anyUnhealthy(members)) return NOT_NEEDED;
  try {
    const neighbours = await neighboursOf(elbv2, service, groups.value, read);
    return await observeNeighbours(elbv2, neighbours, read);
  } catch {
    return { control: 'unknown', neighbours: [] };
  }
}

/** The same of neighbours that are known already: side by side with the rest of a look. */
export async function observeNeighbours(
  elbv2: Elbv2Reads,
  neighbours: readonly TargetGroupFact[],
  read: Read,
): Promise<ControlObservation> {
  try {
    const health = await Promise.all(
      neighbours.map((neighbour) => elbv2.describeTargetHealth(neighbour.arn, read)),
    );
    const populated = health.filter((targets) => targets.length > 0);
    if (populated.length === 0) return { control: 'none', neighbours };
    return { control: populated.some(anyHealthy) ? 'fine' : 'failing', neighbours };
  } catch {
    return { control: 'unknown', neighbours };
  }
}

async function neighboursOf(
  elbv2: Elbv2Reads,
  service: ServiceDefinition,
  own: readonly TargetGroupFact[],
  read: { readonly signal?: AbortSignal },
): Promise<readonly TargetGroupFact[]> {
  if (service.control !== undefined) {
    const query = service.control.startsWith('arn:')
      ? { arns: [service.control] }
      : { names: [service.control] };
    return elbv2.describeTargetGroups(query, read);
  }
  const balancers = [...new Set(own.flatMap((group) => group.loadBalancerArns))];
  const behind = await Promise.all(
    balancers.map((loadBalancerArn) => elbv2.describeTargetGroups({ loadBalancerArn }, read)),
  );
  const ownArns = new Set(own.map((group) => group.arn));
  return behind
    .flat()
    .filter((group) => !ownArns.has(group.arn))
    .slice(0, NEIGHBOURS_MAX);
}

/** Whether a control is needed at all. */
export function anyUnhealthy(members: Readonly<Record<Role, MemberLook>>): boolean {
  return Object.values(members).some((member) =>
    member.targets.some(({ target }) => target.known && target.value?.state === 'unhealthy'),
  );
}

function anyHealthy(targets: readonly TargetFact[]): boolean {
  return targets.some(({ state }) => state === 'healthy');
}
