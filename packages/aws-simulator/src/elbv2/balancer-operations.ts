import type {
  Action,
  CreateListenerInput,
  CreateListenerOutput,
  CreateLoadBalancerInput,
  CreateLoadBalancerOutput,
  DescribeListenersInput,
  DescribeListenersOutput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  DescribeRulesInput,
  DescribeRulesOutput,
  DescribeTagsInput,
  DescribeTagsOutput,
  Listener,
  LoadBalancer,
  Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';

import { subnetOf } from '../ec2/network.ts';
import { tagList } from '../ec2/filters.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import {
  balancerNotFound,
  groupOf,
  listenerNotFound,
  type BalancerStore,
  type ListenerRecord,
  type LoadBalancerRecord,
  type RuleRecord,
} from './balancer-store.ts';

export function describeLoadBalancers(
  store: BalancerStore,
  input: DescribeLoadBalancersInput,
): DescribeLoadBalancersOutput {
  const all = [...store.loadBalancers.values()];
  const known = new Set(all.flatMap((balancer) => [balancer.name, balancer.arn]));
  const wanted = input.Names ?? input.LoadBalancerArns;
  const missing = wanted?.filter((which) => !known.has(which)) ?? [];
  if (missing.length > 0) throw balancerNotFound(missing);
  const matching = all.filter(
    ({ name, arn }) => !wanted || wanted.includes(name) || wanted.includes(arn),
  );
  const page = pageOf(matching, input.Marker, input.PageSize, 'ValidationError');
  return {
    LoadBalancers: page.items.map(renderBalancer),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
}

function renderBalancer(balancer: LoadBalancerRecord): LoadBalancer {
  return {
    LoadBalancerArn: balancer.arn,
    LoadBalancerName: balancer.name,
    DNSName: balancer.dnsName,
    VpcId: balancer.vpcId,
    Type: 'application',
    Scheme: 'internet-facing',
    IpAddressType: 'ipv4',
    State: { Code: 'active' },
    CreatedTime: new Date(balancer.createdAt),
    CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
    AvailabilityZones: balancer.zones.map((zone) => ({
      ZoneName: zone,
      SubnetId: subnetOf(zone),
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: [],
  };
}

export function describeListeners(
  store: BalancerStore,
  input: DescribeListenersInput,
): DescribeListenersOutput {
  for (const arn of input.ListenerArns ?? []) listenerOf(store, arn);
  const balancerArn = input.LoadBalancerArn;
  if (balancerArn !== undefined && !store.loadBalancers.has(balancerArn)) {
    throw balancerNotFound([balancerArn]);
  }
  const matching = [...store.listeners.values()].filter(
    (listener) =>
      (input.ListenerArns ?? [listener.arn]).includes(listener.arn) &&
      (balancerArn ?? listener.loadBalancerArn) === listener.loadBalancerArn,
  );
  const page = pageOf(matching, input.Marker, input.PageSize, 'ValidationError');
  return {
    Listeners: page.items.map(renderListener),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
}

function renderListener(listener: ListenerRecord): Listener {
  const standard = listener.rules.find((rule) => rule.priority === 'default');
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    DefaultActions: [...(standard?.actions ?? [])],
  };
}

export function describeRules(
  store: BalancerStore,
  input: DescribeRulesInput,
): DescribeRulesOutput {
  const all = [...store.listeners.values()].flatMap((listener) => listener.rules);
  const rules =
    input.ListenerArn !== undefined
      ? listenerOf(store, input.ListenerArn).rules
      : all.filter((rule) => input.RuleArns?.includes(rule.arn));
  const page = pageOf(rules, input.Marker, input.PageSize, 'ValidationError');
  return {
    Rules: page.items.map(renderRule),
    ...(page.next !== undefined && { NextMarker: page.next }),
  };
}

function renderRule(rule: RuleRecord): Rule {
  return {
    RuleArn: rule.arn,
    Priority: rule.priority,
    IsDefault: rule.priority === 'default',
    Conditions: [...rule.conditions],
    Actions: [...rule.actions],
  };
}

export function describeTags(store: BalancerStore, input: DescribeTagsInput): DescribeTagsOutput {
  return {
    TagDescriptions: (input.ResourceArns ?? []).map((arn) => {
      const tags = store.loadBalancers.get(arn)?.tags ?? groupOf(store, arn).tags;
      return { ResourceArn: arn, Tags: tagList(tags) };
    }),
  };
}

export function createLoadBalancer(
  store: BalancerStore,
  add: (options: { name: string }) => LoadBalancerRecord,
  input: CreateLoadBalancerInput,
): CreateLoadBalancerOutput {
  const name = input.Name ?? '';
  if ([...store.loadBalancers.values()].some((balancer) => balancer.name === name)) {
    const message = `A load balancer with the same name '${name}' exists, but with different settings`;
    throw new AwsFault('DuplicateLoadBalancerName', 400, message);
  }
  return { LoadBalancers: [renderBalancer(add({ name }))] };
}

export function createListener(
  store: BalancerStore,
  add: (options: {
    loadBalancerArn: string;
    port: number;
    defaultActions: readonly Action[];
  }) => ListenerRecord,
  input: CreateListenerInput,
): CreateListenerOutput {
  const arn = input.LoadBalancerArn ?? '';
  if (!store.loadBalancers.has(arn)) throw balancerNotFound([arn]);
  const listener = add({
    loadBalancerArn: arn,
    port: input.Port ?? 80,
    defaultActions: input.DefaultActions ?? [],
  });
  return { Listeners: [renderListener(listener)] };
}

function listenerOf(store: BalancerStore, arn: string): ListenerRecord {
  const listener = store.listeners.get(arn);
  if (!listener) throw listenerNotFound(arn);
  return listener;
}
