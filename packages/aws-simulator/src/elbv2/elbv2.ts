import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { TerminalError } from '@understudy/errors';

import type { MetricSource } from '../cloudwatch/metric-source.ts';
import type { Ec2 } from '../ec2/index.ts';
import type { ApiCall, OperationOf, SimulatedService, World } from '../kernel/world.ts';
import {
  createListener,
  createLoadBalancer,
  describeListeners,
  describeLoadBalancers,
  describeRules,
  describeTags,
} from './balancer-operations.ts';
import {
  createBalancerStore,
  groupNamed,
  type BalancerStore,
  type ListenerRecord,
  type LoadBalancerRecord,
} from './balancer-store.ts';
import { requirementsOf } from './requirements.ts';
import {
  createTargetGroupByCall,
  deregisterTargets,
  describeTargetGroupAttributes,
  describeTargetGroups,
  modifyTargetGroupAttributes,
  registerTargets,
} from './target-group-operations.ts';
import {
  createTargetGroup,
  type TargetGroupOptions,
  type TargetGroupRecord,
  type TargetState,
} from './target-group.ts';
import { describeTargetHealth } from './target-health.ts';
import { createTargets, type Targets } from './targets.ts';

export interface Elbv2Options {
  /** The machines behind the balancers. */
  readonly ec2: Ec2;
}

export interface ListenerOptions {
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol?: ListenerRecord['protocol'];
  readonly defaultActions: readonly sdk.Action[];
  /** Further rules, in order of priority: host names and the group that each goes to. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** Load balancing of one region, with what scenario builders and probes need beside its API. */
export interface Elbv2 extends SimulatedService {
  /** AWS/ApplicationELB, for CloudWatch. */
  readonly metrics: MetricSource;
  addLoadBalancer(options: { name: string }): LoadBalancerRecord;
  addTargetGroup(options: TargetGroupOptions): TargetGroupRecord;
  addListener(options: ListenerOptions): ListenerRecord;
  /** A target that is healthy from the beginning. */
  establish(groupName: string, instanceId: string): void;
  targetGroup(name: string): TargetGroupRecord | undefined;
  loadBalancer(name: string): LoadBalancerRecord | undefined;
  /** The state of each target of a group. */
  targetsOf(groupName: string): Readonly<Record<string, TargetState>>;
  /** Where a new request to the group goes now; none means 503. */
  routable(groupName: string): readonly string[];
}

export function createElbv2(world: World, region: string, options: Elbv2Options): Elbv2 {
  const store = createBalancerStore();
  const random = world.random.fork(`elbv2/${region}`);
  const targets = createTargets({ world, ec2: options.ec2, store, random });
  const named = (name: string): TargetGroupRecord => {
    const group = groupNamed(store, name);
    if (group) return group;
    throw new TerminalError('UNKNOWN_GROUP', `Expected a target group, found none: ${name}.`);
  };
  const fixtures = fixturesOf(world, region, options.ec2, store, targets);
  return {
    name: 'elasticloadbalancing',
    operations: operationsOf(store, targets, options.ec2, fixtures),
    requirements: (call) => requirementsOf(world, region, store, call),
    metrics: targets.metrics,
    ...fixtures,
    establish: (groupName, instanceId) => targets.establish(named(groupName), instanceId),
    targetGroup: (name) => groupNamed(store, name),
    loadBalancer: (name) =>
      [...store.loadBalancers.values()].find((balancer) => balancer.name === name),
    targetsOf: (groupName) =>
      Object.fromEntries([...named(groupName).targets].map(([id, { state }]) => [id, state])),
    routable: (groupName) => targets.routable(named(groupName)),
  };
}

type Fixtures = Pick<Elbv2, 'addLoadBalancer' | 'addTargetGroup' | 'addListener'>;

/** [documented] The digits that end an ARN. */
const ID_DIGITS = 16;

function fixturesOf(
  world: World,
  region: string,
  ec2: Ec2,
  store: BalancerStore,
  targets: Targets,
): Fixtures {
  const prefix = `arn:aws:elasticloadbalancing:${region}:${world.accountId}`;
  const id = (): string => world.random.hex(ID_DIGITS);
  return {
    addLoadBalancer({ name }) {
      const balancer: LoadBalancerRecord = {
        name,
        arn: `${prefix}:loadbalancer/app/${name}/${id()}`,
        dnsName: `${name}-1234567890.${region}.elb.amazonaws.com`,
        vpcId: ec2.network.vpcId,
        zones: ec2.network.zones,
        createdAt: world.clock.now(),
        tags: new Map(),
      };
      store.loadBalancers.set(balancer.arn, balancer);
      return balancer;
    },
    addTargetGroup(options) {
      const arn = `${prefix}:targetgroup/${options.name}/${id()}`;
      const group = createTargetGroup(arn, options);
      store.targetGroups.set(arn, group);
      return group;
    },
    addListener(options) {
      const listener = createListenerRecord(options, id);
      store.listeners.set(listener.arn, listener);
      for (const group of store.targetGroups.values()) targets.refresh(group);
      return listener;
    },
  };
}

/** A listener with a rule for each host name, and its default rule. */
function createListenerRecord(options: ListenerOptions, id: () => string): ListenerRecord {
  const arn = `${options.loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${id()}`;
  const rule = (
    priority: string,
    conditions: readonly sdk.RuleCondition[],
    actions: readonly sdk.Action[],
  ): ListenerRecord['rules'][number] => ({
    arn: `${arn.replace(':listener/', ':listener-rule/')}/${id()}`,
    priority,
    conditions,
    actions,
  });
  const hosts = Object.entries(options.hosts ?? {}).map(([host, TargetGroupArn], index) =>
    rule(
      String(index + 1),
      [{ Field: 'host-header', Values: [host], HostHeaderConfig: { Values: [host] } }],
      [{ Type: 'forward', TargetGroupArn }],
    ),
  );
  return {
    arn,
    loadBalancerArn: options.loadBalancerArn,
    port: options.port,
    protocol: options.protocol ?? 'HTTP',
    rules: [...hosts, rule('default', [], options.defaultActions)],
  };
}

function operationsOf(
  store: BalancerStore,
  targets: Targets,
  ec2: Ec2,
  fixtures: Fixtures,
): Readonly<Record<string, OperationOf>> {
  return {
    DescribeLoadBalancers: (input: sdk.DescribeLoadBalancersCommandInput) =>
      describeLoadBalancers(store, input),
    DescribeTargetGroups: (input: sdk.DescribeTargetGroupsCommandInput) =>
      describeTargetGroups(store, input),
    DescribeTargetHealth: (input: sdk.DescribeTargetHealthCommandInput) =>
      describeTargetHealth(store, ec2, input),
    RegisterTargets: (input: sdk.RegisterTargetsCommandInput, call: ApiCall) =>
      registerTargets(store, targets, ec2, input, call),
    DeregisterTargets: (input: sdk.DeregisterTargetsCommandInput, call: ApiCall) =>
      deregisterTargets(store, targets, input, call),
    DescribeTargetGroupAttributes: (input: sdk.DescribeTargetGroupAttributesCommandInput) =>
      describeTargetGroupAttributes(store, input),
    ModifyTargetGroupAttributes: (input: sdk.ModifyTargetGroupAttributesCommandInput) =>
      modifyTargetGroupAttributes(store, input),
    DescribeListeners: (input: sdk.DescribeListenersCommandInput) =>
      describeListeners(store, input),
    DescribeRules: (input: sdk.DescribeRulesCommandInput) => describeRules(store, input),
    DescribeTags: (input: sdk.DescribeTagsCommandInput) => describeTags(store, input),
    CreateTargetGroup: (input: sdk.CreateTargetGroupCommandInput) =>
      createTargetGroupByCall(store, fixtures.addTargetGroup, input),
    CreateLoadBalancer: (input: sdk.CreateLoadBalancerCommandInput) =>
      createLoadBalancer(store, fixtures.addLoadBalancer, input),
    CreateListener: (input: sdk.CreateListenerCommandInput) =>
      createListener(store, fixtures.addListener, input),
  };
}
