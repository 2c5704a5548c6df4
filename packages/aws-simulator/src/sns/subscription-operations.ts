import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesResponse,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicResponse,
  SetSubscriptionAttributesInput,
  SubscribeInput,
  SubscribeResponse,
  UnsubscribeInput,
} from '@aws-sdk/client-sns';

import { pageOf } from '../kernel/paging.ts';
import { existingSubscription, existingTopic, invalidParameter, type TopicStore } from './topic.ts';
import { LIST_PAGE_SIZE } from './topic-operations.ts';

/** What this simulation delivers to. */
const PROTOCOLS: readonly string[] = ['lambda', 'sqs'];

/** documented: the same endpoint subscribes once; whether it may be reached shows at delivery. */
export function subscribe(store: TopicStore, input: SubscribeInput): SubscribeResponse {
  const topic = existingTopic(store, input.TopicArn);
  const { Protocol: protocol = '', Endpoint: endpoint = '' } = input;
  if (!PROTOCOLS.includes(protocol)) {
    throw invalidParameter(
      `Does not support this protocol string: ${protocol} (the simulator has lambda and sqs)`,
    );
  }
  const known = topic.subscriptions.find(
    (subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint,
  );
  if (known) return { SubscriptionArn: known.arn };
  const { random } = store.world;
  const id = [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
  const subscription = {
    arn: `${topic.arn}:${id}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    attributes: { RawMessageDelivery: 'false', ...input.Attributes },
  };
  topic.subscriptions.push(subscription);
  return { SubscriptionArn: subscription.arn };
}

export function unsubscribe(store: TopicStore, input: UnsubscribeInput): object {
  const { arn, topicArn } = existingSubscription(store, input.SubscriptionArn);
  const { subscriptions } = existingTopic(store, topicArn);
  subscriptions.splice(
    subscriptions.findIndex((subscription) => subscription.arn === arn),
    1,
  );
  return {};
}

export function listSubscriptionsByTopic(
  store: TopicStore,
  input: ListSubscriptionsByTopicInput,
): ListSubscriptionsByTopicResponse {
  const topic = existingTopic(store, input.TopicArn);
  const all = topic.subscriptions.map(({ arn, protocol, endpoint }) => ({
    SubscriptionArn: arn,
    TopicArn: topic.arn,
    Protocol: protocol,
    Endpoint: endpoint,
    Owner: store.world.accountId,
  }));
  const { items, next } = pageOf(all, input.NextToken, LIST_PAGE_SIZE, 'InvalidParameter');
  return { Subscriptions: [...items], ...(next === undefined ? {} : { NextToken: next }) };
}

export function getSubscriptionAttributes(
  store: TopicStore,
  input: GetSubscriptionAttributesInput,
): GetSubscriptionAttributesResponse {
  const subscription = existingSubscription(store, input.SubscriptionArn);
  return {
    Attributes: {
      ...subscription.attributes,
      SubscriptionArn: subscription.arn,
      TopicArn: subscription.topicArn,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      Owner: store.world.accountId,
      PendingConfirmation: 'false',
    },
  };
}

export function setSubscriptionAttributes(
  store: TopicStore,
  input: SetSubscriptionAttributesInput,
): object {
  const { attributes } = existingSubscription(store, input.SubscriptionArn);
  attributes[input.AttributeName ?? ''] = input.AttributeValue ?? '';
  return {};
}
