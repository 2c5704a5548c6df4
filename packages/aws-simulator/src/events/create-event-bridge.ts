import type { PutRuleRequest, Target } from '@aws-sdk/client-eventbridge';

import type {
  ApiCall,
  Cause,
  OperationOf,
  Requirement,
  SimulatedService,
  World,
} from '../kernel/world.ts';
import { emit, type NewEvent } from './bus-event.ts';
import { createDeliveries, type DeliveryFault, type DeliveryPorts } from './deliveries.ts';
import { DEFAULT_BUS, ruleArn, type RuleStore } from './rule.ts';
import {
  deleteRule,
  describeRule,
  disableRule,
  enableRule,
  listRules,
  putRule,
} from './rule-operations.ts';
import {
  listTargetsByRule,
  putEvents,
  putTargets,
  removeTargets,
  testEventPattern,
} from './target-operations.ts';

/** EventBridge of one region, and what tests and other services may do with it beside the API. */
export interface EventBridge extends SimulatedService {
  /** Puts a rule with its targets; answers its ARN. */
  putRule(rule: PutRuleRequest, targets: readonly Target[]): string;
  /** An event of a service's own (an instance's change of state); answers its id. */
  emit(event: NewEvent, cause: Cause): string;
  /** Makes deliveries late, twice, in another order or never; returns how to stop. */
  addFault(fault: DeliveryFault): () => void;
}

export function createEventBridge(
  world: World,
  region: string,
  deliver: DeliveryPorts,
): EventBridge {
  const deliveries = createDeliveries(world, region, 'events', deliver);
  const store: RuleStore = { world, region, rules: new Map(), deliveries };
  return {
    name: 'events',
    operations: operationsOf(store),
    requirements: (call) => requirementsOf(store, call),
    putRule(rule, targets) {
      const { RuleArn: arn } = putRule(store, rule);
      putTargets(store, { Rule: rule.Name, Targets: [...targets] });
      return arn ?? '';
    },
    emit: (event, cause) => emit(store, event, cause),
    addFault: (fault) => deliveries.addFault(fault),
  };
}

function operationsOf(store: RuleStore): Readonly<Record<string, OperationOf>> {
  const bound =
    <Input>(operation: (store: RuleStore, input: Input, call: ApiCall) => unknown): OperationOf =>
    (input: never, call) =>
      operation(store, input, call);
  return {
    PutRule: bound(putRule),
    DeleteRule: bound(deleteRule),
    DescribeRule: bound(describeRule),
    ListRules: bound(listRules),
    EnableRule: bound(enableRule),
    DisableRule: bound(disableRule),
    PutTargets: bound(putTargets),
    RemoveTargets: bound(removeTargets),
    ListTargetsByRule: bound(listTargetsByRule),
    PutEvents: bound(putEvents),
    TestEventPattern: bound(testEventPattern),
  };
}

/** documented: PutEvents is about the bus, with source and detail type as keys; others the rule. */
function requirementsOf(store: RuleStore, call: ApiCall): readonly Requirement[] {
  const input = (call.input ?? {}) as {
    Name?: string;
    Rule?: string;
    Entries?: readonly { Source?: string; DetailType?: string }[];
  };
  const action = `events:${call.operation}`;
  if (call.operation === 'PutEvents') {
    const { world, region } = store;
    const bus = `arn:aws:events:${region}:${world.accountId}:event-bus/${DEFAULT_BUS}`;
    return (input.Entries ?? []).map(({ Source = '', DetailType = '' }) => ({
      action,
      resource: bus,
      conditionKeys: { 'events:source': Source, 'events:detail-type': DetailType },
    }));
  }
  const name = input.Rule ?? input.Name;
  const resource = name === undefined ? '*' : ruleArn(store, name);
  return [{ action, resource, conditionKeys: {} }];
}
