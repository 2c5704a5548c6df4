import type * as z from 'zod';

import {
  DEPTH_MAX,
  depthOf,
  MESSAGE_AGE_SECONDS_MAX,
  MESSAGE_AHEAD_SECONDS_MAX,
  MESSAGE_CHARACTERS_MAX,
} from './bounds.ts';
import { AlarmEvent, AlarmMessage, DirectInvoke, SnsEvent } from './entry-schemas.ts';
import type { Trigger } from './trigger.ts';

/** One thing that came to the entry, understood or refused. */
export type Entry =
  | { readonly kind: 'trigger'; readonly trigger: Trigger }
  | { readonly kind: 'rehearsal' }
  /** An alarm that is not ringing: nobody's mistake. */
  | { readonly kind: 'no-reason'; readonly sentence: string }
  | {
      readonly kind: 'refused';
      readonly source: string;
      readonly expected: string;
      readonly found: string;
    };

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
  // Depth first: writing JSON recurses, and what is too deep for us is too deep for the stack.
  if (depthOf(event) > DEPTH_MAX)
    return [refused('event', `${DEPTH_MAX} levels`, 'deeper nesting')];
  const characters = JSON.stringify(event)?.length ?? 0;
  if (characters > MESSAGE_CHARACTERS_MAX) {
    return [refused('event', `at most ${MESSAGE_CHARACTERS_MAX} characters`, String(characters))];
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return [refused('event', DOORS, describe(event))];
  }
  if ('Records' in event) return parseSns(event, context);
  if ('detail-type' in event) return [parseEventBridge(event, context)];
  return [parseDirect(event, context)];
}

function parseSns(event: object, context: EntryContext): readonly Entry[] {
  const envelope = SnsEvent.safeParse(event);
  if (!envelope.success) {
    return [refused('sns', 'an SNS envelope with a CloudWatch alarm', problems(envelope.error))];
  }
  return envelope.data.Records.map(({ Sns }) => parseSnsMessage(Sns, context));
}

function parseSnsMessage(
  { TopicArn, Message }: { readonly TopicArn: string; readonly Message: string },
  context: EntryContext,
): Entry {
  const source = `sns:${TopicArn}`;
  if (!isOurTopic(TopicArn, context.topics)) {
    const ours = context.topics.join(', ') || 'none is configured';
    return refused(source, `one of our topics (${ours})`, TopicArn);
  }
  const body = parseJson(Message);
  if (depthOf(body) > DEPTH_MAX) {
    return refused(source, `${DEPTH_MAX} levels`, 'deeper nesting in the message');
  }
  const message = AlarmMessage.safeParse(body);
  if (!message.success) {
    return refused(source, "a CloudWatch alarm's JSON in the message", problems(message.error));
  }
  const { AlarmName, AlarmArn = AlarmName, NewStateValue, NewStateReason } = message.data;
  return alarmEntry(source, context, {
    alarmName: AlarmName,
    alarmArn: AlarmArn,
    state: NewStateValue,
    reason: NewStateReason ?? '',
    changedAt: message.data.StateChangeTime,
  });
}

function parseEventBridge(event: object, context: EntryContext): Entry {
  const alarm = AlarmEvent.safeParse(event);
  if (!alarm.success) {
    return refused('eventbridge', 'a CloudWatch alarm state change', problems(alarm.error));
  }
  const { detail, resources } = alarm.data;
  return alarmEntry('eventbridge', context, {
    alarmName: detail.alarmName,
    alarmArn: resources[0] ?? detail.alarmName,
    state: detail.state.value,
    reason: detail.state.reason ?? '',
    changedAt: detail.state.timestamp,
  });
}

/** An alarm's words are for people: the timeline needs no more of them. */
const REASON_CHARACTERS_MAX = 500;

function alarmEntry(
  source: string,
  { nowMilliseconds }: EntryContext,
  alarm: {
    readonly alarmName: string;
    readonly alarmArn: string;
    readonly state: string;
    readonly reason: string;
    readonly changedAt: string;
  },
): Entry {
  const { alarmName, alarmArn, state, reason, changedAt } = alarm;
  const at = Date.parse(changedAt.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at)) return refused(source, 'a time', changedAt);
  const ageSeconds = Math.round((nowMilliseconds - at) / 1_000);
  if (ageSeconds > MESSAGE_AGE_SECONDS_MAX || -ageSeconds > MESSAGE_AHEAD_SECONDS_MAX) {
    const found = `${changedAt}, ${Math.abs(ageSeconds)} s ${ageSeconds < 0 ? 'ahead' : 'ago'}`;
    return refused(source, `a change of the last ${MESSAGE_AGE_SECONDS_MAX} s`, found);
  }
  if (state !== 'ALARM') {
    const sentence = `Alarm ${alarmName} is ${state}: only ALARM is a reason to look.`;
    return { kind: 'no-reason', sentence };
  }
  const trigger: Trigger = {
    kind: 'alarm',
    alarmName,
    alarmArn,
    reason: reason.slice(0, REASON_CHARACTERS_MAX),
    changedAtMilliseconds: at,
  };
  return { kind: 'trigger', trigger };
}

function parseDirect(event: object, { requestId, nowMilliseconds }: EntryContext): Entry {
  const direct = DirectInvoke.safeParse(event);
  if (!direct.success) return refused('invoke', DOORS, describe(event));
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

/** Of a value that is not as expected. */
const FOUND_CHARACTERS_MAX = 500;

function refused(source: string, expected: string, found: string): Entry {
  return { kind: 'refused', source, expected, found: found.slice(0, FOUND_CHARACTERS_MAX) };
}

function isOurTopic(arn: string, topics: readonly string[]): boolean {
  return topics.some(
    (topic) => topic === arn || (!topic.startsWith('arn:') && arn.endsWith(`:${topic}`)),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Five problems say enough. */
function problems(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    .join('; ');
}

function describe(value: unknown): string {
  return JSON.stringify(value) ?? typeof value;
}
