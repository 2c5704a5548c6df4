import { createHash } from 'node:crypto';

import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { World } from '../kernel/world.ts';

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** Of the latest receipt; older handles no longer delete. */
  receiptHandle?: string;
}

export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly attributes: Record<string, string>;
  readonly messages: StoredMessage[];
  /** Long polls that wait for something to come. */
  readonly waiters: Set<() => void>;
}

/** Everything that the operations of one region's SQS share. */
export interface QueueStore {
  readonly world: World;
  readonly region: string;
  readonly queues: Map<string, Queue>;
}

/** documented defaults of CreateQueue. */
const ATTRIBUTE_DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
};

export function createQueueRecord(
  { world, region }: QueueStore,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Queue {
  return {
    name,
    url: `https://sqs.${region}.amazonaws.com/${world.accountId}/${name}`,
    arn: queueArn(world, region, name),
    createdAt: world.clock.now(),
    attributes: { ...ATTRIBUTE_DEFAULTS, ...attributes },
    messages: [],
    waiters: new Set(),
  };
}

export function queueArn(world: World, region: string, name: string): string {
  return `arn:aws:sqs:${region}:${world.accountId}:${name}`;
}

/** Clients behind another endpoint send its host: only the last part of the URL counts. */
export function queueNameOf(url: string | undefined): string {
  return url?.split('/').pop() ?? '';
}

export function existingQueue(store: QueueStore, url: string | undefined): Queue {
  const queue = store.queues.get(queueNameOf(url));
  if (!queue) {
    throw new AwsFault('QueueDoesNotExist', 400, 'The specified queue does not exist.');
  }
  return queue;
}

export function secondsAttribute(queue: Queue, name: string): number {
  return Number(queue.attributes[name] ?? 0);
}

export interface NewMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>> | undefined;
  readonly delaySeconds?: number | undefined;
}

export function enqueue(store: QueueStore, queue: Queue, message: NewMessage): StoredMessage {
  const { world } = store;
  const now = world.clock.now();
  const delaySeconds = message.delaySeconds ?? secondsAttribute(queue, 'DelaySeconds');
  const stored: StoredMessage = {
    id: messageId(world),
    body: message.body,
    attributes: message.attributes ?? {},
    sentAt: now,
    visibleAt: now + delaySeconds * 1_000,
    receiveCount: 0,
  };
  queue.messages.push(stored);
  for (const wake of [...queue.waiters]) wake();
  return stored;
}

/** documented: kept for the retention period, then gone. */
export function dropExpired(store: QueueStore, queue: Queue): void {
  const retentionMilliseconds = secondsAttribute(queue, 'MessageRetentionPeriod') * 1_000;
  const oldest = store.world.clock.now() - retentionMilliseconds;
  const kept = queue.messages.filter(({ sentAt }) => sentAt > oldest);
  queue.messages.splice(0, queue.messages.length, ...kept);
}

export function md5Of(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export function messageId(world: World): string {
  const { random } = world;
  return [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
}
