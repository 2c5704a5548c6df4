import type { ApiCall, Requirement, World } from '../kernel/world.ts';
import type { BalancerStore } from './balancer-store.ts';

/** [documented] What is created is asked about by the ARN that it will have; its last part is new. */
const CREATED_AS: Readonly<Record<string, string>> = {
  CreateLoadBalancer: 'loadbalancer/app',
  CreateTargetGroup: 'targetgroup',
};
const NEW_ID = '0000000000000000';

/** [documented] Reads have no resource-level permissions; changes name the group, with its tags. */
export function requirementsOf(
  world: World,
  region: string,
  store: BalancerStore,
  call: ApiCall,
): readonly Requirement[] {
  const action = `elasticloadbalancing:${call.operation}`;
  const { TargetGroupArn, LoadBalancerArn, Name } = call.input as {
    TargetGroupArn?: string;
    LoadBalancerArn?: string;
    Name?: string;
  };
  const named = call.operation.startsWith('Describe')
    ? undefined
    : (TargetGroupArn ?? LoadBalancerArn);
  const kind = CREATED_AS[call.operation];
  const created =
    kind === undefined
      ? '*'
      : `arn:aws:elasticloadbalancing:${region}:${world.accountId}:${kind}/${Name ?? ''}/${NEW_ID}`;
  const tags =
    store.targetGroups.get(named ?? '')?.tags ?? store.loadBalancers.get(named ?? '')?.tags;
  const conditionKeys: Record<string, string> = { 'aws:RequestedRegion': region };
  for (const [key, value] of tags ?? []) {
    conditionKeys[`aws:ResourceTag/${key}`] = value;
    conditionKeys[`elasticloadbalancing:ResourceTag/${key}`] = value;
  }
  return [{ action, resource: named ?? created, conditionKeys }];
}
