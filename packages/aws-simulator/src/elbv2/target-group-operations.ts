import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  DeregisterTargetsInput,
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupAttributesInput,
  RegisterTargetsInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';

import type { Ec2 } from '../ec2/index.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import { originOf } from '../kernel/origin.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall } from '../kernel/world.ts';
import {
  balancerNotFound,
  balancersOf,
  groupNamed,
  groupNotFound,
  groupOf,
  type BalancerStore,
} from './balancer-store.ts';
import type { TargetGroupOptions, TargetGroupRecord } from './target-group.ts';
import type { Targets } from './targets.ts';

export function describeTargetGroups(
  store: BalancerStore,
  input: DescribeTargetGroupsInput,
): DescribeTargetGroupsOutput {
  const page = pageOf(selected(store, input), input.Marker, input.PageSize, 'ValidationError');
  return {
    TargetGroups: page.items.map((group) => renderGroup(store, group)),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
}

function selected(store: BalancerStore, input: DescribeTargetGroupsInput): TargetGroupRecord[] {
  if (input.Names) {
    const missing = input.Names.filter((name) => !groupNamed(store, name));
    if (missing.length > 0) throw groupNotFound(missing);
    return input.Names.flatMap((name) => groupNamed(store, name) ?? []);
  }
  if (input.TargetGroupArns) return input.TargetGroupArns.map((arn) => groupOf(store, arn));
  const all = [...store.targetGroups.values()];
  const arn = input.LoadBalancerArn;
  if (arn === undefined) return all;
  if (!store.loadBalancers.has(arn)) throw balancerNotFound([arn]);
  return all.filter((group) => balancersOf(store, group.arn).some((lb) => lb.arn === arn));
}

function renderGroup(store: BalancerStore, group: TargetGroupRecord): TargetGroup {
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    ProtocolVersion: 'HTTP1',
    Port: group.port,
    VpcId: group.vpcId,
    TargetType: 'instance',
    IpAddressType: 'ipv4',
    HealthCheckEnabled: true,
    HealthCheckProtocol: group.protocol,
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: group.healthCheckPath,
    HealthCheckIntervalSeconds: group.intervalSeconds,
    HealthCheckTimeoutSeconds: group.timeoutSeconds,
    HealthyThresholdCount: group.healthyThreshold,
    UnhealthyThresholdCount: group.unhealthyThreshold,
    Matcher: { HttpCode: '200' },
    LoadBalancerArns: balancersOf(store, group.arn).map((balancer) => balancer.arn),
  };
}

/** Registers; a target that is registered stays as it is, a draining one comes back [documented]. */
export function registerTargets(
  store: BalancerStore,
  targets: Targets,
  ec2: Ec2,
  input: RegisterTargetsInput,
  call: ApiCall,
): Record<string, never> {
  const group = groupOf(store, input.TargetGroupArn);
  const wanted = input.Targets ?? [];
  for (const { Id } of wanted) {
    const state = ec2.instance(Id ?? '')?.state;
    if (state === undefined || state === 'terminated') {
      const message = `The following targets are not in the target group VPC '${group.vpcId}': '${Id ?? ''}'`;
      throw new AwsFault('InvalidTarget', 400, message);
    }
  }
  for (const { Id, Port } of wanted) {
    const origin = originOf(call);
    targets.register(group, Id ?? '', Port ?? group.port, origin);
  }
  return {};
}

/** [documented] A target that is not registered is no error. */
export function deregisterTargets(
  store: BalancerStore,
  targets: Targets,
  input: DeregisterTargetsInput,
  call: ApiCall,
): Record<string, never> {
  const group = groupOf(store, input.TargetGroupArn);
  const origin = originOf(call);
  for (const { Id } of input.Targets ?? []) targets.deregister(group, Id ?? '', origin);
  return {};
}

export function describeTargetGroupAttributes(
  store: BalancerStore,
  input: DescribeTargetGroupAttributesInput,
): DescribeTargetGroupAttributesOutput {
  const { attributes } = groupOf(store, input.TargetGroupArn);
  return { Attributes: [...attributes].map(([Key, Value]) => ({ Key, Value })) };
}

export function modifyTargetGroupAttributes(
  store: BalancerStore,
  input: ModifyTargetGroupAttributesInput,
): DescribeTargetGroupAttributesOutput {
  const { attributes } = groupOf(store, input.TargetGroupArn);
  for (const { Key, Value } of input.Attributes ?? []) attributes.set(Key ?? '', Value ?? '');
  return describeTargetGroupAttributes(store, input);
}

export function createTargetGroupByCall(
  store: BalancerStore,
  add: (options: TargetGroupOptions) => TargetGroupRecord,
  input: CreateTargetGroupInput,
): CreateTargetGroupOutput {
  const name = input.Name ?? '';
  if (groupNamed(store, name)) {
    const message = `A target group with the same name '${name}' exists, but with different settings`;
    throw new AwsFault('DuplicateTargetGroupName', 400, message);
  }
  const { Port, HealthCheckIntervalSeconds, HealthyThresholdCount } = input;
  const group = add({
    name,
    vpcId: input.VpcId ?? '',
    ...(Port !== undefined && { port: Port }),
    ...(input.HealthCheckPath !== undefined && { healthCheckPath: input.HealthCheckPath }),
    ...(HealthCheckIntervalSeconds !== undefined && {
      intervalSeconds: HealthCheckIntervalSeconds,
    }),
    ...(HealthyThresholdCount !== undefined && { healthyThreshold: HealthyThresholdCount }),
  });
  return { TargetGroups: [renderGroup(store, group)] };
}
