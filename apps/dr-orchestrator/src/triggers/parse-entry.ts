import {
  readMessages,
  refuse,
  type AlarmChange,
  type RefusedInput,
} from '@understudy/lambda-middleware';

import { DirectInvoke } from './entry-schemas.ts';
import type { Trigger } from './trigger.ts';

/** SNS tries for hours, and an alarm of this morning says nothing of now. */
const MESSAGE_AGE_SECONDS_MAX = 2 * 3_600;

/** One thing that came to the entry, understood or refused. */
export type Entry =
  | { readonly kind: 'trigger'; readonly trigger: Trigger }
  | { readonly kind: 'rehearsal' }
  /** An alarm that is not ringing: nobody's mistake. */
  | { readonly kind: 'no-reason'; readonly sentence: string }
  | RefusedInput;

export interface EntryContext {
  readonly nowMilliseconds: number;
  /** Topics by ARN or name: an alarm from elsewhere is not ours to act on. Empty: none is. */
  readonly topics: readonly string[];
  /** Of the invocation: the same for each try of an asynchronous one. */
  readonly requestId: string;
}

const DOORS =
  '{}, {"test": true}, an order, or a CloudWatch alarm from SNS or EventBridge, and nothing else';

/** All that an event of any of the entry's doors holds. */
export function parseEntry(event: unknown, context: EntryContext): readonly Entry[] {
  const { nowMilliseconds, topics } = context;
  const ageSecondsMax = MESSAGE_AGE_SECONDS_MAX;
  const rules = { nowMilliseconds, topics, ageSecondsMax, doors: DOORS };
  return readMessages(event, rules).map((message) => {
    switch (message.kind) {
      case 'alarm':
        return alarmEntry(message.alarm);
      case 'event':
        return refuse(message.source, 'a CloudWatch alarm state change', sourceOf(message.event));
      case 'direct':
        return parseDirect(message.event, context);
      case 'refused':
        return message;
    }
  });
}

function sourceOf(event: object): string {
  return `an event of ${JSON.stringify(Reflect.get(event, 'source')) ?? 'no source'}`;
}

/** An alarm's words are for people: the timeline needs no more of them. */
const REASON_CHARACTERS_MAX = 500;

function alarmEntry(alarm: AlarmChange): Entry {
  const { alarmName, alarmArn, state, reason, changedAtMilliseconds } = alarm;
  if (state !== 'ALARM') {
    const sentence = `Alarm ${alarmName} is ${state}: only ALARM is a reason to look.`;
    return { kind: 'no-reason', sentence };
  }
  const trigger: Trigger = {
    kind: 'alarm',
    alarmName,
    alarmArn,
    reason: reason.slice(0, REASON_CHARACTERS_MAX),
    changedAtMilliseconds,
  };
  return { kind: 'trigger', trigger };
}

function parseDirect(event: object, { requestId, nowMilliseconds }: EntryContext): Entry {
  const direct = DirectInvoke.safeParse(event);
  if (!direct.success) return refuse('invoke', DOORS, JSON.stringify(event));
  const at = { atMilliseconds: nowMilliseconds };
  if ('test' in direct.data) return { kind: 'rehearsal' };
  if (!('order' in direct.data)) {
    return { kind: 'trigger', trigger: { kind: 'request', messageId: requestId, ...at } };
  }
  const { kind: order, id: messageId, expectedEpoch, ...rest } = direct.data.order;
  const epoch = expectedEpoch === undefined ? {} : { expectedEpoch };
  return {
    kind: 'trigger',
    trigger: { kind: 'order', order, messageId, ...rest, ...epoch, ...at },
  };
}
