import type { EffectEntry, LogEntry } from '@understudy/aws-simulator';

import type { TableNews } from './timeline-writes.ts';

/** One line of the demo's timeline. */
export interface Scene {
  readonly atMilliseconds: number;
  /** Whose doing it is: `EC2`, `CloudWatch`, `understudy`, … */
  readonly who: string;
  readonly sentence: string;
  readonly evidence?: string;
  /** A turn of the story: shown bright. */
  readonly isTurn?: boolean;
}

/** How ids read in the story: `i-…` as `signaling-primary`. */
export interface Names {
  of(instanceId: string): string;
  alarmReason(alarmName: string): string | undefined;
  /** Whether this execution was asked for before: the same message came by another way. */
  wasStarted(executionName: string): boolean;
}

export const TOLD_SENTENCE = 'people are told, by the notification topic';

/** What an entry of the simulator's log means to a viewer; undefined: nothing worth a line. */
export function narrateEntry(entry: LogEntry, names: Names): Scene | undefined {
  if (entry.kind === 'effect') return narrateEffect(entry, names);
  const { service, operation, cause } = entry.call;
  if (cause.kind !== 'invocation' || entry.result !== 'ok') return undefined;
  const at = { atMilliseconds: entry.at };
  if (service === 'lambda' && operation === 'Invoke') {
    const execution = nameOfExecution(entry.call.input);
    const sentence = names.wasStarted(execution)
      ? `${shortName(cause.functionName)} finds that the same message was taken already`
      : `${shortName(cause.functionName)} starts the durable workflow for this message`;
    return { ...at, who: 'understudy', sentence, evidence: `execution ${execution}` };
  }
  if (service === 'sns' && operation === 'Publish') {
    return { ...at, who: 'understudy', sentence: TOLD_SENTENCE };
  }
  return undefined;
}

/** A step of the workflow, as its timeline in the table has it. */
export function narrateNews(news: TableNews): Scene | undefined {
  if (news.kind === 'head') return undefined;
  const { atMilliseconds, step, sentence, evidence } = news;
  const isTurn = step === 'commit' || step.startsWith('fence.fenced');
  const words = evidenceWords(evidence);
  return {
    atMilliseconds,
    who: 'understudy',
    sentence: `${step}: ${sentence}`,
    ...(words === undefined ? {} : { evidence: words }),
    isTurn,
  };
}

function narrateEffect(entry: EffectEntry, names: Names): Scene | undefined {
  const [kind = '', one = '', two = ''] = entry.subject.split('/');
  const at = { atMilliseconds: entry.at };
  switch (kind) {
    case 'alarm':
      return {
        ...at,
        who: 'CloudWatch',
        sentence: `alarm ${one} goes from ${entry.from} to ${entry.to}`,
        ...evidenceOf(names.alarmReason(one)),
        isTurn: entry.to === 'ALARM',
      };
    case 'delivery':
      return narrateDelivery(entry, at);
    case 'target':
      return narrateTarget(entry, at, names.of(two));
    case 'instance':
      return narrateInstance(entry, at, { name: names.of(one), aspect: two });
    default:
      return undefined;
  }
}

type At = Pick<Scene, 'atMilliseconds'>;

function narrateDelivery(entry: EffectEntry, at: At): Scene | undefined {
  const functionName = shortName(entry.subject.split(':').at(-1) ?? '');
  if (entry.from.startsWith('arn:aws:sns:')) {
    const topic = entry.from.split(':').at(-1) ?? '';
    return { ...at, who: 'SNS', sentence: `${topic} delivers to ${functionName}`, isTurn: true };
  }
  // The reconciler's minute is the pulse, not the story.
  if (functionName === 'reconciler') return undefined;
  return { ...at, who: 'EventBridge', sentence: `delivers the change to ${functionName}` };
}

const REGISTERED: Readonly<Record<string, string>> = {
  unhealthy: 'fails its health checks',
  healthy: 'is healthy',
  draining: 'gets no new requests (draining)',
  initial: 'is registered, its health checks begin',
  unregistered: 'is gone from the target group',
};

function narrateTarget(entry: EffectEntry, at: At, name: string): Scene {
  return {
    ...at,
    who: 'balancer',
    sentence: `${name} ${REGISTERED[entry.to] ?? `is ${entry.to}`}`,
    evidence: `${entry.from} → ${entry.to}`,
  };
}

function narrateInstance(
  entry: EffectEntry,
  at: At,
  { name, aspect }: { readonly name: string; readonly aspect: string },
): Scene | undefined {
  const evidence = `${entry.from} → ${entry.to}`;
  if (aspect === 'application') {
    const answers = entry.to === 'ok' ? 'answers' : `does not answer any more (${entry.to})`;
    return { ...at, who: 'instance', sentence: `the application on ${name} ${answers}`, evidence };
  }
  if (aspect === 'status') {
    return { ...at, who: 'EC2', sentence: `status checks of ${name}: ${entry.to}`, evidence };
  }
  return { ...at, who: 'EC2', sentence: `${name} is ${entry.to}`, evidence };
}

/** `understudy-prod-alarm-router` → `alarm-router`. */
function shortName(functionName: string): string {
  return functionName.replace(/^understudy-[^-]+-/, '');
}

function nameOfExecution(input: unknown): string {
  const name = Reflect.get(Object(input), 'DurableExecutionName') as unknown;
  return String(name);
}

function evidenceOf(words: string | undefined): Pick<Scene, 'evidence'> {
  return words === undefined ? {} : { evidence: words };
}

/** Evidence as the workflow writes it: a verdict with its words, or plain facts. */
function evidenceWords(evidence: unknown): string | undefined {
  if (typeof evidence !== 'object' || evidence === null) return undefined;
  const { verdict, words, control } = evidence as Readonly<Record<string, unknown>>;
  if (typeof verdict === 'string') return `${verdict}: ${String(words)}`;
  if (typeof control === 'string') return `other services behind this balancer: ${control}`;
  return JSON.stringify(evidence);
}
