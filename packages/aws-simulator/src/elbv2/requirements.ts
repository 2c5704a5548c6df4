import type { ApiCall, Requirement, World } from '../kernel/world.ts';
import type { BalancerStore } from './balancer-store.ts';

/** [documented] Reads have no resource-level permissions; changes name the group, with its tags. */
export function requirementsOf(
  world: World,
  region: string,
  store: BalancerStore,
  call: ApiCall,
): readonly Requirement[] {
  const action = `elasticloadbalancing:${call.operation}`;
  const { TargetGroupArn, LoadBalancerArn } = call.input as {
    TargetGroupArn?: string;
    LoadBalancerArn?: string;
  };
  const named = call.operation.startsWith('Describe')
    ? undefined
    : (TargetGroupArn ?? LoadBalancerArn);
  const created = call.operation.startsWith('Create')
    ? `arn:aws:elasticloadbalancing:${region}:${world.accountId}:*`
    : '*';
  const tags =
    store.targetGroups.get(named ?? '')?.tags ?? store.loadBalancers.get(named ?? '')?.tags;
  const conditionKeys: Record<string, string> = { 'aws:RequestedRegion': region };
  for (const [key, value] of tags ?? []) {
    conditionKeys[`aws:ResourceTag/${key}`] = value;
    conditionKeys[`elasticloadbalancing:ResourceTag/${key}`] = value;
  }
  return [{ action, resource: named ?? created, conditionKeys }];
}
