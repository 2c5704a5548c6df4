import type * as z from 'zod';

import {
  DEPTH_MAX,
  depthOf,
  MESSAGE_AGE_SECONDS_MAX,
  MESSAGE_AHEAD_SECONDS_MAX,
  MESSAGE_CHARACTERS_MAX,
} from './bounds.ts';
import {
  AlarmEvent,
  AlarmMessage,
  DirectInvoke,
  InstanceEvent,
  SnsEvent,
} from './message-schemas.ts';
import type { AlarmTrigger, Trigger } from './trigger.ts';

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
  const refuse = refusal('event');
  // Depth first: writing JSON recurses, and what is too deep for us is too deep for the stack.
  if (depthOf(event) > DEPTH_MAX) return [refuse(`at most ${DEPTH_MAX} levels`, 'deeper nesting')];
  const characters = JSON.stringify(event)?.length ?? 0;
  if (characters > MESSAGE_CHARACTERS_MAX) {
    return [refuse(`at most ${MESSAGE_CHARACTERS_MAX} characters`, `${characters}`)];
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return [
      refuse('an object: an SNS envelope, an EventBridge event or {"service": "…"}', kindOf(event)),
    ];
  }
  if ('Records' in event) return parseSns(event, context);
  if ('detail-type' in event) return [parseEventBridge(event, context)];
  return [parseDirect(event, context)];
}

function parseSns(event: object, context: ParseContext): readonly Parsed[] {
  const envelope = SnsEvent.safeParse(event);
  if (!envelope.success)
    return [
      refusal('sns')('an SNS envelope with a CloudWatch alarm', problemsOf(envelope.error, event)),
    ];
  return envelope.data.Records.map(({ Sns }) => parseSnsMessage(Sns, context));
}

function parseSnsMessage(
  sns: z.infer<typeof SnsEvent>['Records'][number]['Sns'],
  context: ParseContext,
): Parsed {
  const source = `sns:${sns.TopicArn}`;
  const refuse = refusal(source);
  if (!isOurTopic(sns.TopicArn, context.topics)) {
    return refuse(
      `one of our topics (${context.topics.join(', ') || 'none is configured'})`,
      sns.TopicArn,
    );
  }
  const body = parseJson(sns.Message);
  if (body === undefined)
    return refuse(
      "a CloudWatch alarm's JSON in the message",
      `${sns.Message.length} characters that are no JSON`,
    );
  if (depthOf(body) > DEPTH_MAX)
    return refuse(`at most ${DEPTH_MAX} levels`, 'deeper nesting in the message');
  const message = AlarmMessage.safeParse(body);
  if (!message.success)
    return refuse(
      'a CloudWatch alarm (AlarmName, NewStateValue, StateChangeTime)',
      problemsOf(message.error, body),
    );
  const {
    AlarmName,
    AlarmArn,
    NewStateValue,
    NewStateReason,
    StateChangeTime,
    Trigger: metric,
  } = message.data;
  const dimensions = [
    ...(metric?.Dimensions ?? []),
    ...(metric?.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? []),
  ];
  return timed(source, context, StateChangeTime, (changedAtMilliseconds) => ({
    kind: 'alarm',
    alarmName: AlarmName,
    alarmArn: AlarmArn ?? AlarmName,
    state: NewStateValue,
    reason: NewStateReason ?? '',
    changedAtMilliseconds,
    dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
  }));
}

const EVENTBRIDGE = 'eventbridge';

function parseEventBridge(event: object, context: ParseContext): Parsed {
  const refuse = refusal(EVENTBRIDGE);
  const alarm = AlarmEvent.safeParse(event);
  if (alarm.success) return parseAlarmEvent(alarm.data, context);
  const instance = InstanceEvent.safeParse(event);
  if (!instance.success) {
    const isAlarm = Reflect.get(event, 'source') === 'aws.cloudwatch';
    return refuse(
      'a CloudWatch alarm or EC2 instance state change',
      problemsOf(isAlarm ? alarm.error : instance.error, event),
    );
  }
  const { id, time, detail } = instance.data;
  return timed(EVENTBRIDGE, context, time, (atMilliseconds) => ({
    kind: 'instance-state',
    instanceId: detail['instance-id'],
    state: detail.state,
    atMilliseconds,
    messageId: id,
  }));
}

function parseAlarmEvent(event: z.infer<typeof AlarmEvent>, context: ParseContext): Parsed {
  const { detail, resources } = event;
  const dimensions = Object.assign(
    {},
    ...(detail.configuration?.metrics ?? []).map(
      ({ metricStat }) => metricStat?.metric?.dimensions ?? {},
    ),
  ) as AlarmTrigger['dimensions'];
  return timed(EVENTBRIDGE, context, detail.state.timestamp, (changedAtMilliseconds) => ({
    kind: 'alarm',
    alarmName: detail.alarmName,
    alarmArn: resources[0] ?? detail.alarmName,
    state: detail.state.value,
    reason: detail.state.reason ?? '',
    changedAtMilliseconds,
    dimensions,
  }));
}

function parseDirect(event: object, context: ParseContext): Parsed {
  const refuse = refusal('invoke');
  const direct = DirectInvoke.safeParse(event);
  if (!direct.success)
    return refuse(
      '{"service": "…"}, {"service": "…", "test": true} or an order',
      problemsOf(direct.error, event),
    );
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

/** Of a value that is not as expected. */
const SHOWN_CHARACTERS_MAX = 80;

type Refuse = (expected: string, found: string) => Parsed;

function refusal(source: string): Refuse {
  return (expected, found) => ({ ok: false, source, expected, found: found.slice(0, 1_000) });
}

/** Refuses what is too old or from the future: neither says anything of now. */
function timed(
  source: string,
  context: ParseContext,
  text: string,
  make: (at: number) => Trigger,
): Parsed {
  const refuse = refusal(source);
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at)) return refuse('a time', text);
  const ageSeconds = (context.nowMilliseconds - at) / 1_000;
  if (ageSeconds > MESSAGE_AGE_SECONDS_MAX)
    return refuse(
      `a change of at most ${MESSAGE_AGE_SECONDS_MAX} s ago`,
      `${text}, ${Math.round(ageSeconds)} s ago`,
    );
  if (-ageSeconds > MESSAGE_AHEAD_SECONDS_MAX)
    return refuse('a change in the past', `${text}, ${Math.round(-ageSeconds)} s ahead`);
  return { ok: true, source, rehearse: false, trigger: make(at) };
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

/** Each problem with the place and what was found there; five say enough. */
function problemsOf(error: z.ZodError, input: unknown): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'it'}: ${message}; found ${at(input, path)}`)
    .join('; ');
}

/** What stands at a path, short enough for a log line. */
function at(input: unknown, path: readonly PropertyKey[]): string {
  let value = input;
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= SHOWN_CHARACTERS_MAX
    ? text
    : `${text.slice(0, SHOWN_CHARACTERS_MAX)}… (${text.length} characters)`;
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
