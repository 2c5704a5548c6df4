import {
  AlarmEvent,
  AlarmMessage,
  SnsEvent,
  type AlarmEvent as AlarmOfEventBridge,
  type AlarmMessage as AlarmOfSns,
  type SnsRecord,
} from './alarm-schemas.ts';
import { DEPTH_MAX, depthOf, MESSAGE_AHEAD_SECONDS_MAX, MESSAGE_CHARACTERS_MAX } from './bounds.ts';
import { describeProblems } from './describe-problems.ts';

/** An alarm's change of state, the same from SNS and from EventBridge. */
export interface AlarmChange {
  readonly alarmName: string;
  readonly alarmArn: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** The message's own words. */
  readonly reason: string;
  readonly changedAtMilliseconds: number;
  /** Of the alarm's metric: which resource it watches. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What came and cannot be used: nobody's mistake of ours. */
export interface RefusedInput {
  readonly kind: 'refused';
  readonly source: string;
  readonly expected: string;
  readonly found: string;
}

/** One thing that came to a function: an alarm, or what only its app can understand. */
export type Message =
  | { readonly kind: 'alarm'; readonly source: string; readonly alarm: AlarmChange }
  /** An event of EventBridge that is no alarm. */
  | { readonly kind: 'event'; readonly source: string; readonly event: object }
  | { readonly kind: 'direct'; readonly source: string; readonly event: object }
  | RefusedInput;

export interface ReadingRules {
  readonly nowMilliseconds: number;
  /** Topics by ARN or name: an alarm from elsewhere is not ours to act on. Empty: none is. */
  readonly topics: readonly string[];
  /** What changed longer ago says nothing of now. */
  readonly ageSecondsMax: number;
  /** What the app's doors take, in words. */
  readonly doors: string;
}

/** All messages of an event, each for itself: one that is broken does not hold up the others. */
export function readMessages(event: unknown, rules: ReadingRules): readonly Message[] {
  // Depth first: writing JSON recurses, and what is too deep for us is too deep for the stack.
  if (depthOf(event) > DEPTH_MAX) {
    return [refuse('event', `at most ${DEPTH_MAX} levels`, 'deeper nesting')];
  }
  const characters = JSON.stringify(event)?.length ?? 0;
  if (characters > MESSAGE_CHARACTERS_MAX) {
    return [refuse('event', `at most ${MESSAGE_CHARACTERS_MAX} characters`, `${characters}`)];
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return [refuse('event', rules.doors, kindOf(event))];
  }
  if ('Records' in event) return readSns(event, rules);
  if ('detail-type' in event) return [readEventBridge(event, rules)];
  return [{ kind: 'direct', source: 'invoke', event }];
}

function readSns(event: object, rules: ReadingRules): readonly Message[] {
  const envelope = SnsEvent.safeParse(event);
  if (envelope.success) return envelope.data.Records.map(({ Sns }) => readSnsRecord(Sns, rules));
  const found = describeProblems(envelope.error, event);
  return [refuse('sns', 'an SNS envelope with a CloudWatch alarm', found)];
}

function readSnsRecord({ TopicArn, Message }: SnsRecord, rules: ReadingRules): Message {
  const source = `sns:${TopicArn}`;
  if (!isOurTopic(TopicArn, rules.topics)) {
    const ours = rules.topics.join(', ') || 'none is configured';
    return refuse(source, `one of our topics (${ours})`, TopicArn);
  }
  const body = parseJson(Message);
  if (body === undefined) {
    const found = `${Message.length} characters that are no JSON`;
    return refuse(source, "a CloudWatch alarm's JSON in the message", found);
  }
  if (depthOf(body) > DEPTH_MAX) {
    return refuse(source, `at most ${DEPTH_MAX} levels`, 'deeper nesting in the message');
  }
  const message = AlarmMessage.safeParse(body);
  if (!message.success) {
    const expected = 'a CloudWatch alarm (AlarmName, NewStateValue, StateChangeTime)';
    return refuse(source, expected, describeProblems(message.error, body));
  }
  return alarmMessage(source, rules, message.data.StateChangeTime, alarmOfSns(message.data));
}

function alarmOfSns(message: AlarmOfSns): Omit<AlarmChange, 'changedAtMilliseconds'> {
  const { AlarmName, AlarmArn, NewStateValue, NewStateReason, Trigger: metric } = message;
  const dimensions = [
    ...(metric?.Dimensions ?? []),
    ...(metric?.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? []),
  ];
  return {
    alarmName: AlarmName,
    alarmArn: AlarmArn ?? AlarmName,
    state: NewStateValue,
    reason: NewStateReason ?? '',
    dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
  };
}

const EVENTBRIDGE = 'eventbridge';

function readEventBridge(event: object, rules: ReadingRules): Message {
  const alarm = AlarmEvent.safeParse(event);
  if (alarm.success) {
    const { timestamp } = alarm.data.detail.state;
    return alarmMessage(EVENTBRIDGE, rules, timestamp, alarmOfEventBridge(alarm.data));
  }
  if (Reflect.get(event, 'source') !== 'aws.cloudwatch') {
    return { kind: 'event', source: EVENTBRIDGE, event };
  }
  const found = describeProblems(alarm.error, event);
  return refuse(EVENTBRIDGE, 'a CloudWatch alarm state change', found);
}

function alarmOfEventBridge({
  detail,
  resources,
}: AlarmOfEventBridge): Omit<AlarmChange, 'changedAtMilliseconds'> {
  const metrics = detail.configuration?.metrics ?? [];
  return {
    alarmName: detail.alarmName,
    alarmArn: resources[0] ?? detail.alarmName,
    state: detail.state.value,
    reason: detail.state.reason ?? '',
    dimensions: Object.fromEntries(
      metrics.flatMap(({ metricStat }) => Object.entries(metricStat?.metric?.dimensions ?? {})),
    ),
  };
}

function alarmMessage(
  source: string,
  rules: ReadingRules,
  changedAt: string,
  alarm: Omit<AlarmChange, 'changedAtMilliseconds'>,
): Message {
  const at = readTime(source, changedAt, rules);
  if (typeof at !== 'number') return at;
  return { kind: 'alarm', source, alarm: { ...alarm, changedAtMilliseconds: at } };
}

/** A message's time, in milliseconds; what is too old or ahead of us says nothing of now. */
export function readTime(
  source: string,
  text: string,
  { nowMilliseconds, ageSecondsMax }: ReadingRules,
): number | RefusedInput {
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(at)) return refuse(source, 'a time', text);
  const ageSeconds = (nowMilliseconds - at) / 1_000;
  if (ageSeconds > ageSecondsMax) {
    const found = `${text}, ${Math.round(ageSeconds)} s ago`;
    return refuse(source, `a change of at most ${ageSecondsMax} s ago`, found);
  }
  if (-ageSeconds > MESSAGE_AHEAD_SECONDS_MAX) {
    const found = `${text}, ${Math.round(-ageSeconds)} s ahead`;
    return refuse(source, 'a change in the past', found);
  }
  return at;
}

/** A log line and a queue's message are short. */
const FOUND_CHARACTERS_MAX = 1_000;

export function refuse(source: string, expected: string, found: string): RefusedInput {
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

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
