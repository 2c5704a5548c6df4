import type { Message, ReceiveMessageRequest, ReceiveMessageResult } from '@aws-sdk/client-sqs';

import { AwsFault } from '../kernel/aws-fault.ts';
import {
  dropExpired,
  existingQueue,
  md5Of,
  secondsAttribute,
  type Queue,
  type QueueStore,
  type StoredMessage,
} from './queue.ts';

/** documented. */
const MESSAGES_MAX = 10;
const WAIT_SECONDS_MAX = 20;

/** Hands out visible messages and hides them; a long poll waits until there is one. */
export function receiveMessage(
  store: QueueStore,
  input: ReceiveMessageRequest,
): ReceiveMessageResult | Promise<ReceiveMessageResult> {
  const queue = existingQueue(store, input.QueueUrl);
  const count = input.MaxNumberOfMessages ?? 1;
  const waitSeconds =
    input.WaitTimeSeconds ?? secondsAttribute(queue, 'ReceiveMessageWaitTimeSeconds');
  if (count < 1 || count > MESSAGES_MAX) {
    throw outOfRange('MaxNumberOfMessages', count, `between 1 and ${MESSAGES_MAX}`);
  }
  if (waitSeconds < 0 || waitSeconds > WAIT_SECONDS_MAX) {
    throw outOfRange('WaitTimeSeconds', waitSeconds, `>= 0 and <= ${WAIT_SECONDS_MAX}`);
  }
  const messages = take(store, queue, input, count);
  if (messages.length > 0 || waitSeconds === 0) return answer(messages);
  const deadline = store.world.clock.now() + waitSeconds * 1_000;
  return poll(store, queue, input, count, deadline);
}

async function poll(
  store: QueueStore,
  queue: Queue,
  input: ReceiveMessageRequest,
  count: number,
  deadline: number,
): Promise<ReceiveMessageResult> {
  for (;;) {
    await waitForChange(store, queue, deadline);
    const messages = take(store, queue, input, count);
    if (messages.length > 0 || store.world.clock.now() >= deadline) return answer(messages);
  }
}

/** Until a message comes, becomes visible again, or the poll is over. */
function waitForChange(store: QueueStore, queue: Queue, deadline: number): Promise<void> {
  const next = Math.min(deadline, ...queue.messages.map(({ visibleAt }) => visibleAt));
  return new Promise((resolve) => {
    const cancel = store.world.clock.schedule(next, wake);
    function wake(): void {
      cancel();
      queue.waiters.delete(wake);
      resolve();
    }
    queue.waiters.add(wake);
  });
}

function take(
  store: QueueStore,
  queue: Queue,
  input: ReceiveMessageRequest,
  count: number,
): Message[] {
  const now = store.world.clock.now();
  dropExpired(store, queue);
  redrive(store, queue);
  const hiddenSeconds = input.VisibilityTimeout ?? secondsAttribute(queue, 'VisibilityTimeout');
  const taken = queue.messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, count);
  return taken.map((message) => {
    message.visibleAt = now + hiddenSeconds * 1_000;
    message.receiveCount++;
    message.firstReceivedAt ??= now;
    message.receiptHandle = Buffer.from(`${message.id}/${message.receiveCount}`).toString('base64');
    return asReceived(message, input);
  });
}

/** documented: received more often than `maxReceiveCount` allows, it goes to the other queue. */
function redrive(store: QueueStore, queue: Queue): void {
  const policy = queue.attributes['RedrivePolicy'];
  if (!policy) return;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as {
    deadLetterTargetArn: string;
    maxReceiveCount: number | string;
  };
  const target = store.queues.get(deadLetterTargetArn.split(':').pop() ?? '');
  const now = store.world.clock.now();
  const spent = queue.messages.filter(
    ({ visibleAt, receiveCount }) => visibleAt <= now && receiveCount >= Number(maxReceiveCount),
  );
  if (!target || spent.length === 0) return;
  const kept = queue.messages.filter((message) => !spent.includes(message));
  queue.messages.splice(0, queue.messages.length, ...kept);
  target.messages.push(...spent);
  for (const wake of [...target.waiters]) wake();
}

function asReceived(message: StoredMessage, input: ReceiveMessageRequest): Message {
  const asked: readonly string[] = [
    ...(input.MessageSystemAttributeNames ?? []),
    ...(input.AttributeNames ?? []),
  ];
  const names: readonly string[] = input.MessageAttributeNames ?? [];
  const wanted = Object.entries(message.attributes).filter(([name]) => isAsked(names, name));
  return {
    MessageId: message.id,
    ...(message.receiptHandle === undefined ? {} : { ReceiptHandle: message.receiptHandle }),
    MD5OfBody: md5Of(message.body),
    Body: message.body,
    ...(asked.length > 0 ? { Attributes: systemAttributes(message, asked) } : {}),
    ...(wanted.length > 0 ? { MessageAttributes: Object.fromEntries(wanted) } : {}),
  };
}

function isAsked(names: readonly string[], name: string): boolean {
  return names.some(
    (asked) =>
      asked === 'All' ||
      asked === name ||
      (asked.endsWith('*') && name.startsWith(asked.slice(0, -1).replace(/\.$/, ''))),
  );
}

function systemAttributes(
  message: StoredMessage,
  asked: readonly string[],
): NonNullable<Message['Attributes']> {
  const all = {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => asked.includes('All') || asked.includes(name)),
  );
}

function answer(messages: Message[]): ReceiveMessageResult {
  return messages.length > 0 ? { Messages: messages } : {};
}

function outOfRange(name: string, value: number, expected: string): AwsFault {
  return new AwsFault(
    'InvalidParameterValue',
    400,
    `Value ${value} for parameter ${name} is invalid. Reason: Must be ${expected}, if provided.`,
  );
}
