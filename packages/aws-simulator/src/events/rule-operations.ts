import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DescribeRuleResponse,
  DisableRuleRequest,
  EnableRuleRequest,
  ListRulesRequest,
  ListRulesResponse,
  PutRuleRequest,
  PutRuleResponse,
} from '@aws-sdk/client-eventbridge';

import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import { fireSchedule } from './bus-event.ts';
import type { EventPattern } from './event-pattern.ts';
import {
  DEFAULT_BUS,
  existingRule,
  refuseOtherBus,
  ruleArn,
  type Rule,
  type RuleStore,
} from './rule.ts';
import { parseSchedule } from './schedule-expression.ts';

const RULE_NAME = /^[.\-_A-Za-z0-9]{1,64}$/;

/** documented: putting what is there replaces it and keeps its targets. */
export function putRule(store: RuleStore, input: PutRuleRequest): PutRuleResponse {
  refuseOtherBus(input.EventBusName);
  const name = input.Name ?? '';
  const { EventPattern: pattern, ScheduleExpression: schedule, State: state } = input;
  if (!RULE_NAME.test(name)) throw invalid(`Value '${name}' at 'name' is not a name of a rule`);
  if (!pattern && !schedule) {
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (schedule) parseSchedule(schedule);
  const rule = store.rules.get(name) ?? newRule(store, name);
  rule.pattern = pattern ? parsePattern(pattern) : undefined;
  rule.scheduleExpression = schedule;
  rule.description = input.Description;
  store.rules.set(name, rule);
  setEnabled(store, rule, state !== 'DISABLED');
  return { RuleArn: rule.arn };
}

export function deleteRule(store: RuleStore, input: DeleteRuleRequest): object {
  refuseOtherBus(input.EventBusName);
  const rule = store.rules.get(input.Name ?? '');
  if (!rule) return {};
  if (rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
  setEnabled(store, rule, false);
  store.rules.delete(rule.name);
  return {};
}

export function describeRule(store: RuleStore, input: DescribeRuleRequest): DescribeRuleResponse {
  refuseOtherBus(input.EventBusName);
  return describe(existingRule(store, input.Name));
}

export function listRules(store: RuleStore, input: ListRulesRequest): ListRulesResponse {
  refuseOtherBus(input.EventBusName);
  const { NamePrefix: prefix = '', NextToken: token, Limit: limit } = input;
  const found = [...store.rules.values()].filter(({ name }) => name.startsWith(prefix));
  const { items, next } = pageOf(found.map(describe), token, limit, 'ValidationException');
  return { Rules: [...items], ...(next === undefined ? {} : { NextToken: next }) };
}

export function enableRule(store: RuleStore, input: EnableRuleRequest): object {
  refuseOtherBus(input.EventBusName);
  setEnabled(store, existingRule(store, input.Name), true);
  return {};
}

export function disableRule(store: RuleStore, input: DisableRuleRequest): object {
  refuseOtherBus(input.EventBusName);
  setEnabled(store, existingRule(store, input.Name), false);
  return {};
}

function newRule(store: RuleStore, name: string): Rule {
  return { name, arn: ruleArn(store, name), isEnabled: true, targets: new Map() };
}

/** believed: a rate counts from when the rule was put or enabled, and fires first one period later. */
function setEnabled(store: RuleStore, rule: Rule, isEnabled: boolean): void {
  rule.isEnabled = isEnabled;
  rule.cancelSchedule?.();
  rule.cancelSchedule = undefined;
  if (!isEnabled || rule.scheduleExpression === undefined) return;
  const { clock } = store.world;
  const next = parseSchedule(rule.scheduleExpression);
  const arm = (after: number): void => {
    const at = next(after);
    rule.cancelSchedule = clock.schedule(at, () => {
      // [believed] What a lost region misses is not made up for.
      if (store.world.outages.serves(store.region)) fireSchedule(store, rule);
      arm(at);
    });
  };
  arm(clock.now());
}

export function parsePattern(text: string): EventPattern {
  try {
    const pattern: unknown = JSON.parse(text);
    if (isPattern(pattern)) return pattern;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  throw new AwsFault('InvalidEventPatternException', 400, 'Event pattern is not valid.');
}

/** documented: a pattern's leaves are lists, never bare values. */
function isPattern(value: unknown): value is EventPattern {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((inner) =>
      Array.isArray(inner) ? inner.length > 0 : isPattern(inner),
    )
  );
}

function describe(rule: Rule): DescribeRuleResponse {
  return {
    Name: rule.name,
    Arn: rule.arn,
    State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
    EventBusName: DEFAULT_BUS,
    ...(rule.pattern ? { EventPattern: JSON.stringify(rule.pattern) } : {}),
    ...(rule.scheduleExpression ? { ScheduleExpression: rule.scheduleExpression } : {}),
    ...(rule.description ? { Description: rule.description } : {}),
  };
}

function invalid(message: string): AwsFault {
  return new AwsFault('ValidationException', 400, message);
}
