import type {
  ListTargetsByRuleRequest,
  ListTargetsByRuleResponse,
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
  PutTargetsRequest,
  PutTargetsResponse,
  RemoveTargetsRequest,
  RemoveTargetsResponse,
  TestEventPatternRequest,
  TestEventPatternResponse,
} from '@aws-sdk/client-eventbridge';

import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall } from '../kernel/world.ts';
import { emit } from './bus-event.ts';
import { matchesEvent } from './event-pattern.ts';
import { existingRule, refuseOtherBus, type RuleStore } from './rule.ts';
import { parsePattern } from './rule-operations.ts';

/** documented quota: targets of one rule. */
const TARGETS_MAX = 5;

/** documented: entries of one PutEvents. */
const ENTRIES_MAX = 10;

export function putTargets(store: RuleStore, input: PutTargetsRequest): PutTargetsResponse {
  refuseOtherBus(input.EventBusName);
  const { targets } = existingRule(store, input.Rule);
  const given = input.Targets ?? [];
  const ids = new Set([...targets.keys(), ...given.map(({ Id }) => Id ?? '')]);
  if (ids.size > TARGETS_MAX) {
    throw new AwsFault(
      'LimitExceededException',
      400,
      'The requested resource exceeds the maximum number allowed.',
    );
  }
  for (const target of given) targets.set(target.Id ?? '', target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function removeTargets(
  store: RuleStore,
  input: RemoveTargetsRequest,
): RemoveTargetsResponse {
  refuseOtherBus(input.EventBusName);
  const { targets } = existingRule(store, input.Rule);
  for (const id of input.Ids ?? []) targets.delete(id);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function listTargetsByRule(
  store: RuleStore,
  input: ListTargetsByRuleRequest,
): ListTargetsByRuleResponse {
  refuseOtherBus(input.EventBusName);
  const all = [...existingRule(store, input.Rule).targets.values()];
  const { items, next } = pageOf(all, input.NextToken, input.Limit, 'ValidationException');
  return { Targets: [...items], ...(next === undefined ? {} : { NextToken: next }) };
}

/** documented: each entry succeeds or fails by itself. */
export function putEvents(
  store: RuleStore,
  input: PutEventsRequest,
  call: ApiCall,
): PutEventsResponse {
  const entries = input.Entries ?? [];
  if (entries.length === 0 || entries.length > ENTRIES_MAX) {
    throw new AwsFault(
      'ValidationException',
      400,
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: ` +
        `Member must have length between 1 and ${ENTRIES_MAX}`,
    );
  }
  const results = entries.map((entry) => putEntry(store, entry, call));
  const failed = results.filter(({ ErrorCode }) => ErrorCode !== undefined);
  return { FailedEntryCount: failed.length, Entries: results };
}

function putEntry(
  store: RuleStore,
  entry: PutEventsRequestEntry,
  call: ApiCall,
): PutEventsResultEntry {
  const { Source: source, DetailType: detailType, Detail: detail } = entry;
  refuseOtherBus(entry.EventBusName);
  if (!source || !detailType || !detail) {
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'Parameter Source, DetailType and Detail are required.',
    };
  }
  if (source.startsWith('aws.')) {
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  }
  const parsed = parseDetail(detail);
  if (!parsed) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const event = {
    source,
    detailType,
    detail: parsed,
    resources: entry.Resources,
    atMilliseconds: entry.Time?.getTime(),
  };
  return { EventId: emit(store, event, call.cause, call.requestId) };
}

function parseDetail(text: string): object | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === 'object' && detail !== null ? detail : undefined;
  } catch {
    return undefined;
  }
}

export function testEventPattern(
  _store: RuleStore,
  input: TestEventPatternRequest,
): TestEventPatternResponse {
  const event: unknown = JSON.parse(input.Event ?? '{}');
  return { Result: matchesEvent(parsePattern(input.EventPattern ?? ''), event) };
}
