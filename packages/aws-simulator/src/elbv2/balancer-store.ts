import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { TargetGroupRecord } from './target-group.ts';

export interface LoadBalancerRecord {
  readonly name: string;
  readonly arn: string;
  readonly dnsName: string;
  readonly vpcId: string;
  readonly zones: readonly string[];
  readonly createdAt: number;
  readonly tags: Map<string, string>;
}

export interface RuleRecord {
  readonly arn: string;
  /** `default`, or a number. */
  readonly priority: string;
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly Action[];
}

export interface ListenerRecord {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS' | 'TCP';
  /** The default rule is the last. */
  readonly rules: readonly RuleRecord[];
}

/** The load balancers of a region. Resources by their ARNs. */
export interface BalancerStore {
  readonly loadBalancers: Map<string, LoadBalancerRecord>;
  readonly targetGroups: Map<string, TargetGroupRecord>;
  readonly listeners: Map<string, ListenerRecord>;
}

export function createBalancerStore(): BalancerStore {
  return { loadBalancers: new Map(), targetGroups: new Map(), listeners: new Map() };
}

/** The load balancers whose rules forward to a group. A group without one is not in use [documented]. */
export function balancersOf(store: BalancerStore, groupArn: string): LoadBalancerRecord[] {
  const arns = new Set<string>();
  for (const listener of store.listeners.values()) {
    const actions = listener.rules.flatMap((rule) => rule.actions);
    if (actions.some((action) => forwardsTo(action, groupArn))) arns.add(listener.loadBalancerArn);
  }
  return [...arns].flatMap((arn) => store.loadBalancers.get(arn) ?? []);
}

function forwardsTo(action: Action, groupArn: string): boolean {
  const weighted = action.ForwardConfig?.TargetGroups ?? [];
  return (
    action.TargetGroupArn === groupArn ||
    weighted.some((group) => group.TargetGroupArn === groupArn)
  );
}

export function groupOf(store: BalancerStore, arn: string | undefined): TargetGroupRecord {
  const group = store.targetGroups.get(arn ?? '');
  if (!group) throw groupNotFound([arn ?? '']);
  return group;
}

export function groupNamed(store: BalancerStore, name: string): TargetGroupRecord | undefined {
  return [...store.targetGroups.values()].find((group) => group.name === name);
}

/** Errors as the service words them [documented codes, believed texts]. */
export function groupNotFound(which: readonly string[]): AwsFault {
  const message = `One or more target groups not found: '${which.join("', '")}'`;
  return new AwsFault('TargetGroupNotFound', 400, message);
}

export function balancerNotFound(which: readonly string[]): AwsFault {
  const message = `Load balancers '[${which.join(', ')}]' not found`;
  return new AwsFault('LoadBalancerNotFound', 400, message);
}

export function listenerNotFound(arn: string): AwsFault {
  return new AwsFault('ListenerNotFound', 400, `One or more listeners not found: '${arn}'`);
}

/** The part of an ARN that metrics name as their dimension: `targetgroup/name/id`, `app/name/id`. */
export function suffixOf(arn: string): string {
  const resource = arn.split(':').at(-1) ?? '';
  return resource.replace(/^loadbalancer\//, '');
}
