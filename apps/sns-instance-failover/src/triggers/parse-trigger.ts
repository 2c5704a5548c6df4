import {
  describeProblems,
  readMessages,
  readTime,
  refuse,
  type Message,
  type ReadingRules,
  type RefusedInput,
} from '@understudy/lambda-middleware';

import { DirectInvoke, InstanceEvent } from './message-schemas.ts';
import type { Trigger } from './trigger.ts';

/** An alarm older than this is history: the reconciler has looked fifteen times since. */
const MESSAGE_AGE_SECONDS_MAX = 15 * 60;

const DOORS = 'an object: an SNS envelope, an EventBridge event or {"service": "…"}';

/** One thing that came, understood or refused. */
export type Parsed =
  | {
      readonly ok: true;
      readonly trigger: Trigger;
      readonly service?: string;
      readonly rehearse: boolean;
      readonly source: string;
    }
  | {
      readonly ok: false;
      readonly expected: string;
      readonly found: string;
      readonly source: string;
    };

export interface ParseContext {
  readonly nowMilliseconds: number;
  /** Topics by ARN or name: an alarm from elsewhere is not ours to act on. */
  readonly topics: readonly string[];
  /** Of the invocation, where the message has no id of its own. */
  readonly requestId: string;
}

/** All that an event of any of our doors holds: one entry for each message in it. */
export function parseTriggers(event: unknown, context: ParseContext): readonly Parsed[] {
  const { nowMilliseconds, topics } = context;
  const ageSecondsMax = MESSAGE_AGE_SECONDS_MAX;
  const rules: ReadingRules = { nowMilliseconds, topics, ageSecondsMax, doors: DOORS };
  return readMessages(event, rules).map((message) => parseMessage(message, context, rules));
}

function parseMessage(message: Message, context: ParseContext, rules: ReadingRules): Parsed {
  switch (message.kind) {
    case 'alarm':
      return found(message.source, { kind: 'alarm', ...message.alarm });
    case 'event':
      return parseInstanceEvent(message.event, rules);
    case 'direct':
      return parseDirect(message.event, context);
    case 'refused':
      return refused(message);
  }
}

function found(source: string, trigger: Trigger): Parsed {
  return { ok: true, source, rehearse: false, trigger };
}

function refused({ source, expected, found: what }: RefusedInput): Parsed {
  return { ok: false, source, expected, found: what };
}

const EVENTBRIDGE = 'eventbridge';

function parseInstanceEvent(event: object, rules: ReadingRules): Parsed {
  const instance = InstanceEvent.safeParse(event);
  if (!instance.success) {
    const expected = 'a CloudWatch alarm or EC2 instance state change';
    return refused(refuse(EVENTBRIDGE, expected, describeProblems(instance.error, event)));
  }
  const { id, time, detail } = instance.data;
  const at = readTime(EVENTBRIDGE, time, rules);
  if (typeof at !== 'number') return refused(at);
  return found(EVENTBRIDGE, {
    kind: 'instance-state',
    instanceId: detail['instance-id'],
    state: detail.state,
    atMilliseconds: at,
    messageId: id,
  });
}

function parseDirect(event: object, context: ParseContext): Parsed {
  const direct = DirectInvoke.safeParse(event);
  if (!direct.success) {
    const expected = '{"service": "…"}, {"service": "…", "test": true} or an order';
    return refused(refuse('invoke', expected, describeProblems(direct.error, event)));
  }
  const { service, test, order } = direct.data;
  const at = { atMilliseconds: context.nowMilliseconds };
  if (!order) {
    const trigger: Trigger = { kind: 'request', messageId: context.requestId, ...at };
    return { ok: true, source: 'invoke', service, rehearse: test === true, trigger };
  }
  const { kind, id, approvalId, ...rest } = order;
  const trigger: Trigger = {
    kind: 'order',
    order: kind,
    messageId: id,
    ...rest,
    ...at,
    ...(approvalId === undefined ? {} : { approvalId }),
  };
  return { ok: true, source: 'invoke', service, rehearse: false, trigger };
}
