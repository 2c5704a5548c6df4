import type {
  CreateTopicInput,
  CreateTopicResponse,
  DeleteTopicInput,
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  ListTopicsInput,
  ListTopicsResponse,
  SetTopicAttributesInput,
} from '@aws-sdk/client-sns';

import { pageOf } from '../kernel/paging.ts';
import { existingTopic, invalidParameter, topicArn, type TopicStore } from './topic.ts';

/** documented: one page of a list. */
export const LIST_PAGE_SIZE = 100;

const TOPIC_NAME = /^[\w-]{1,256}$/;

/** documented: creating what is there answers its ARN. */
export function createTopic(store: TopicStore, input: CreateTopicInput): CreateTopicResponse {
  const name = input.Name ?? '';
  if (!TOPIC_NAME.test(name)) throw invalidParameter('Topic Name');
  const arn = topicArn(store.world, store.region, name);
  const attributes = { DisplayName: '', ...input.Attributes };
  if (!store.topics.has(arn)) store.topics.set(arn, { arn, attributes, subscriptions: [] });
  return { TopicArn: arn };
}

export function deleteTopic(store: TopicStore, input: DeleteTopicInput): object {
  store.topics.delete(input.TopicArn ?? '');
  return {};
}

export function listTopics(store: TopicStore, input: ListTopicsInput): ListTopicsResponse {
  const topics = [...store.topics.keys()].map((TopicArn) => ({ TopicArn }));
  const { items, next } = pageOf(topics, input.NextToken, LIST_PAGE_SIZE, 'InvalidParameter');
  return { Topics: [...items], ...(next === undefined ? {} : { NextToken: next }) };
}

export function getTopicAttributes(
  store: TopicStore,
  input: GetTopicAttributesInput,
): GetTopicAttributesResponse {
  const topic = existingTopic(store, input.TopicArn);
  return {
    Attributes: {
      ...topic.attributes,
      TopicArn: topic.arn,
      Owner: store.world.accountId,
      SubscriptionsConfirmed: String(topic.subscriptions.length),
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    },
  };
}

export function setTopicAttributes(store: TopicStore, input: SetTopicAttributesInput): object {
  const topic = existingTopic(store, input.TopicArn);
  topic.attributes[input.AttributeName ?? ''] = input.AttributeValue ?? '';
  return {};
}
