import type {
  CreateQueueRequest,
  CreateQueueResult,
  DeleteQueueRequest,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListQueuesRequest,
  ListQueuesResult,
  PurgeQueueRequest,
  SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';

import { AwsFault } from '../kernel/aws-fault.ts';
import { pageOf } from '../kernel/paging.ts';
import {
  createQueueRecord,
  dropExpired,
  existingQueue,
  type Queue,
  type QueueStore,
} from './queue.ts';

/** documented: 80 characters; FIFO queues (`.fifo`) are not simulated. */
const QUEUE_NAME = /^[\w-]{1,80}$/;

export function createQueue(store: QueueStore, input: CreateQueueRequest): CreateQueueResult {
  const name = input.QueueName ?? '';
  const attributes = input.Attributes ?? {};
  if (!QUEUE_NAME.test(name)) {
    throw new AwsFault(
      'InvalidParameterValue',
      400,
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
  const known = store.queues.get(name);
  if (!known) {
    const queue = createQueueRecord(store, name, attributes);
    store.queues.set(name, queue);
    return { QueueUrl: queue.url };
  }
  const differs = Object.entries(attributes).some(
    ([key, value]) => known.attributes[key] !== value,
  );
  if (differs) {
    throw new AwsFault(
      'QueueNameExists',
      400,
      'A queue already exists with the same name and a different value for an attribute',
    );
  }
  return { QueueUrl: known.url };
}

export function deleteQueue(store: QueueStore, input: DeleteQueueRequest): object {
  store.queues.delete(existingQueue(store, input.QueueUrl).name);
  return {};
}

export function getQueueUrl(store: QueueStore, input: GetQueueUrlRequest): GetQueueUrlResult {
  return { QueueUrl: existingQueue(store, input.QueueName).url };
}

export function listQueues(store: QueueStore, input: ListQueuesRequest): ListQueuesResult {
  const { QueueNamePrefix: prefix = '', NextToken: token, MaxResults: size } = input;
  const urls = [...store.queues.values()]
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ url }) => url);
  const { items, next } = pageOf(urls, token, size, 'InvalidParameterValue');
  return {
    ...(items.length > 0 ? { QueueUrls: [...items] } : {}),
    ...(next === undefined ? {} : { NextToken: next }),
  };
}

export function getQueueAttributes(
  store: QueueStore,
  input: GetQueueAttributesRequest,
): GetQueueAttributesResult {
  const queue = existingQueue(store, input.QueueUrl);
  const asked: readonly string[] = input.AttributeNames ?? [];
  const all = { ...queue.attributes, ...computedAttributes(store, queue) };
  const found = Object.entries(all).filter(
    ([name]) => asked.includes('All') || asked.includes(name),
  );
  return found.length > 0 ? { Attributes: Object.fromEntries(found) } : {};
}

export function setQueueAttributes(store: QueueStore, input: SetQueueAttributesRequest): object {
  Object.assign(existingQueue(store, input.QueueUrl).attributes, input.Attributes);
  return {};
}

export function purgeQueue(store: QueueStore, input: PurgeQueueRequest): object {
  existingQueue(store, input.QueueUrl).messages.length = 0;
  return {};
}

export function countVisible(store: QueueStore, queue: Queue): number {
  dropExpired(store, queue);
  return queue.messages.filter(({ visibleAt }) => visibleAt <= store.world.clock.now()).length;
}

function computedAttributes(store: QueueStore, queue: Queue): Record<string, string> {
  const visible = countVisible(store, queue);
  const hidden = queue.messages.filter(({ visibleAt }) => visibleAt > store.world.clock.now());
  const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
    LastModifiedTimestamp: String(Math.floor(queue.createdAt / 1_000)),
  };
}
