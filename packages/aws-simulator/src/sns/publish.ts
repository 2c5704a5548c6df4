import type { MessageAttributeValue, PublishInput, PublishResponse } from '@aws-sdk/client-sns';

import type { ApiCall, Cause } from '../kernel/world.ts';
import { passesFilter, type FilterScope } from './filter-policy.ts';
import { functionEvent, queueBody, type PublishedMessage } from './message-envelope.ts';
import {
  existingTopic,
  invalidParameter,
  type Subscription,
  type Topic,
  type TopicStore,
} from './topic.ts';

/** documented. */
const MESSAGE_BYTES_MAX = 256 * 1024;
const SUBJECT_CHARACTERS_MAX = 100;

const SERVICE_PRINCIPAL = 'sns.amazonaws.com';

export function publishByCall(
  store: TopicStore,
  input: PublishInput,
  call: ApiCall,
): PublishResponse {
  const topic = existingTopic(store, input.TopicArn ?? input.TargetArn);
  const text = input.Message ?? '';
  if (text === '') throw invalidParameter('Empty message');
  if (Buffer.byteLength(text) > MESSAGE_BYTES_MAX) throw invalidParameter('Message too long');
  if (input.Subject !== undefined && !isSubject(input.Subject)) throw invalidParameter('Subject');
  const id = publish(store, topic, {
    text,
    subject: input.Subject,
    attributes: input.MessageAttributes ?? {},
    cause: call.cause,
    requestId: call.requestId,
  });
  return { MessageId: id };
}

export interface Publication {
  readonly text: string;
  readonly subject?: string | undefined;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>>;
  readonly cause: Cause;
  readonly requestId?: string;
}

/** Sends a message to every subscription that its filter lets it pass; answers its id. */
export function publish(store: TopicStore, topic: Topic, publication: Publication): string {
  const { world } = store;
  const message: PublishedMessage = {
    id: [8, 4, 4, 4, 12].map((digits) => world.random.hex(digits)).join('-'),
    topicArn: topic.arn,
    subject: publication.subject,
    text: publication.text,
    atMilliseconds: world.clock.now(),
    attributes: publication.attributes ?? {},
  };
  for (const subscription of topic.subscriptions) {
    if (!isMeant(subscription, message)) continue;
    store.deliveries.send({
      servicePrincipal: SERVICE_PRINCIPAL,
      sourceArn: topic.arn,
      targetArn: subscription.endpoint,
      event: functionEvent(message, subscription.arn),
      body: isRaw(subscription) ? message.text : queueBody(message, subscription.arn),
      cause: publication.cause,
      requestId: publication.requestId,
    });
  }
  return message.id;
}

function isMeant({ attributes }: Subscription, message: PublishedMessage): boolean {
  const scope = (attributes['FilterPolicyScope'] ?? 'MessageAttributes') as FilterScope;
  return passesFilter(attributes['FilterPolicy'], scope, message.text, message.attributes);
}

function isRaw({ attributes }: Subscription): boolean {
  return attributes['RawMessageDelivery'] === 'true';
}

function isSubject(subject: string): boolean {
  return subject !== '' && subject.length <= SUBJECT_CHARACTERS_MAX && !/[\r\n]/.test(subject);
}
