import type {
  Ec2Reads,
  Elbv2Reads,
  InstanceFact,
  InstanceStatusFact,
  TargetGroupFact,
} from '@understudy/aws-clients';

import type { ObservingWorld } from '../looking/observe-service.ts';

/** What a sweep has read for all services at once. */
export interface Prefetched {
  readonly instances: readonly InstanceFact[];
  readonly statuses: readonly InstanceStatusFact[];
  readonly groups: readonly TargetGroupFact[];
  /** By name, why a group could not be read: not the same as there being none. */
  readonly unreadGroups: ReadonlyMap<string, Error>;
}

/**
 * A world whose answers about instances, status checks and groups come from one sweep's reads:
 * a look costs a request for the health of its own targets only.
 */
export function withPrefetched(world: ObservingWorld, prefetched: Prefetched): ObservingWorld {
  const ec2: Ec2Reads = {
    ...world.ec2,
    describeInstances: async ({ names }) =>
      prefetched.instances.filter(({ tags }) => names?.includes(tags['Name'] ?? '')),
    describeStatus: async (ids) => prefetched.statuses.filter(({ id }) => ids.includes(id)),
  };
  const elbv2: Elbv2Reads = {
    ...world.elbv2,
    describeTargetGroups: async (query, options) => {
      if (query.loadBalancerArn !== undefined)
        return world.elbv2.describeTargetGroups(query, options);
      for (const name of query.names ?? []) {
        const unread = prefetched.unreadGroups.get(name);
        if (unread) throw unread;
      }
      return prefetched.groups.filter(
        ({ name, arn }) =>
          (query.names?.includes(name) ?? false) || (query.arns?.includes(arn) ?? false),
      );
    },
  };
  return { ...world, ec2, elbv2 };
}
