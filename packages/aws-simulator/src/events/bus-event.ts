import type { AwsEvent } from '../kernel/aws-event.ts';
import type { Cause, World } from '../kernel/world.ts';
import { matchesEvent } from './event-pattern.ts';
import type { Rule, RuleStore } from './rule.ts';
import { targetInput } from './target-input.ts';

/** What a service or PutEvents says; the bus adds the rest. */
export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources?: readonly string[] | undefined;
  readonly detail: unknown;
  readonly atMilliseconds?: number | undefined;
}

const SERVICE_PRINCIPAL = 'events.amazonaws.com';

/** Puts an event on the bus: every enabled rule that means it sends it to its targets. */
export function emit(store: RuleStore, given: NewEvent, cause: Cause, requestId?: string): string {
  const event = busEvent(store, given);
  for (const rule of store.rules.values()) {
    if (rule.isEnabled && rule.pattern && matchesEvent(rule.pattern, event)) {
      sendToTargets(store, rule, event, cause, requestId);
    }
  }
  return event.id;
}

/** documented: what a schedule sends. */
export function fireSchedule(store: RuleStore, rule: Rule): void {
  const event = busEvent(store, {
    source: 'aws.events',
    detailType: 'Scheduled Event',
    resources: [rule.arn],
    detail: {},
  });
  sendToTargets(store, rule, event, { kind: 'service', name: 'events' });
}

function sendToTargets(
  { deliveries }: RuleStore,
  rule: Rule,
  event: AwsEvent,
  cause: Cause,
  requestId?: string,
): void {
  for (const target of rule.targets.values()) {
    const body = targetInput(target, rule, event);
    deliveries.send({
      servicePrincipal: SERVICE_PRINCIPAL,
      sourceArn: rule.arn,
      targetArn: target.Arn ?? '',
      event: parsed(body),
      body,
      cause,
      requestId,
    });
  }
}

/** A template may make what is no JSON; a function then gets the text. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function busEvent({ world, region }: RuleStore, given: NewEvent): AwsEvent {
  const at = new Date(given.atMilliseconds ?? world.clock.now());
  return {
    version: '0',
    id: eventId(world),
    'detail-type': given.detailType,
    source: given.source,
    account: world.accountId,
    time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: given.resources ?? [],
    detail: given.detail,
  };
}

function eventId({ random }: World): string {
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
}
