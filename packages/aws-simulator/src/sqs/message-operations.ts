import type {
  ChangeMessageVisibilityRequest,
  DeleteMessageRequest,
  SendMessageBatchRequest,
  SendMessageBatchRequestEntry,
  SendMessageBatchResult,
  SendMessageRequest,
  SendMessageResult,
} from '@aws-sdk/client-sqs';

import { AwsFault } from '../kernel/aws-fault.ts';
import { enqueue, existingQueue, md5Of, type Queue, type QueueStore } from './queue.ts';

/** documented. */
const BATCH_ENTRIES_MAX = 10;

export function sendMessage(store: QueueStore, input: SendMessageRequest): SendMessageResult {
  return send(store, existingQueue(store, input.QueueUrl), input);
}

export function sendMessageBatch(
  store: QueueStore,
  input: SendMessageBatchRequest,
): SendMessageBatchResult {
  const queue = existingQueue(store, input.QueueUrl);
  const entries = input.Entries ?? [];
  refuseBadBatch(entries);
  const results = entries.map((entry) => sendEntry(store, queue, entry));
  return {
    Successful: results.flatMap(({ successful }) => successful ?? []),
    Failed: results.flatMap(({ failed }) => failed ?? []),
  };
}

/** documented: an old handle deletes nothing once the message was received again; no error. */
export function deleteMessage(store: QueueStore, input: DeleteMessageRequest): object {
  const queue = existingQueue(store, input.QueueUrl);
  const index = queue.messages.findIndex(
    ({ receiptHandle }) => receiptHandle === input.ReceiptHandle,
  );
  if (index >= 0) queue.messages.splice(index, 1);
  return {};
}

export function changeMessageVisibility(
  store: QueueStore,
  input: ChangeMessageVisibilityRequest,
): object {
  const queue = existingQueue(store, input.QueueUrl);
  const message = queue.messages.find(({ receiptHandle }) => receiptHandle === input.ReceiptHandle);
  if (!message) {
    throw new AwsFault('ReceiptHandleIsInvalid', 400, 'The input receipt handle is invalid.');
  }
  message.visibleAt = store.world.clock.now() + (input.VisibilityTimeout ?? 0) * 1_000;
  for (const wake of [...queue.waiters]) wake();
  return {};
}

type Sending = Pick<SendMessageRequest, 'MessageBody' | 'MessageAttributes' | 'DelaySeconds'>;

/** [documented] The characters of XML 1.0, and no others. */
const BODY = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

function send(
  store: QueueStore,
  queue: Queue,
  input: Sending,
): Required<Pick<SendMessageResult, 'MessageId' | 'MD5OfMessageBody'>> {
  const body = input.MessageBody ?? '';
  const limit = Number(queue.attributes['MaximumMessageSize']);
  if (body === '') {
    throw new AwsFault(
      'MissingParameter',
      400,
      'The request must contain the parameter MessageBody.',
    );
  }
  if (!BODY.test(body)) {
    throw new AwsFault(
      'InvalidMessageContents',
      400,
      'The message contains characters outside the allowed set.',
    );
  }
  if (Buffer.byteLength(body) > limit) {
    throw new AwsFault(
      'InvalidParameterValue',
      400,
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  const message = enqueue(store, queue, {
    body,
    attributes: input.MessageAttributes,
    delaySeconds: input.DelaySeconds,
  });
  return { MessageId: message.id, MD5OfMessageBody: md5Of(body) };
}

function sendEntry(
  store: QueueStore,
  queue: Queue,
  entry: SendMessageBatchRequestEntry,
): {
  successful?: NonNullable<SendMessageBatchResult['Successful']>[number];
  failed?: NonNullable<SendMessageBatchResult['Failed']>[number];
} {
  try {
    return { successful: { Id: entry.Id, ...send(store, queue, entry) } };
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) throw thrown;
    const { code, message } = thrown;
    return { failed: { Id: entry.Id, Code: code, Message: message, SenderFault: true } };
  }
}

function refuseBadBatch(entries: readonly SendMessageBatchRequestEntry[]): void {
  if (entries.length === 0) {
    throw new AwsFault(
      'EmptyBatchRequest',
      400,
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    );
  }
  if (entries.length > BATCH_ENTRIES_MAX) {
    throw new AwsFault(
      'TooManyEntriesInBatchRequest',
      400,
      `Maximum number of entries per request are ${BATCH_ENTRIES_MAX}. You have sent ${entries.length}.`,
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsFault(
      'BatchEntryIdsNotDistinct',
      400,
      'Two or more batch entries have the same Id.',
    );
  }
}
