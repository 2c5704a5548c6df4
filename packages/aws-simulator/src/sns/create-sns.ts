import { createDeliveries, type DeliveryFault, type DeliveryPorts } from '../events/deliveries.ts';
import type {
  ApiCall,
  OperationOf,
  Requirement,
  SimulatedService,
  World,
} from '../kernel/world.ts';
import { publish, publishByCall, type Publication } from './publish.ts';
import {
  getSubscriptionAttributes,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  subscribe,
  unsubscribe,
} from './subscription-operations.ts';
import {
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listTopics,
  setTopicAttributes,
} from './topic-operations.ts';
import { existingTopic, topicArn, type TopicStore } from './topic.ts';

/** SNS of one region, and what tests and other services may do with it beside the API. */
export interface Sns extends SimulatedService {
  /** Makes a topic; answers its ARN. */
  createTopic(name: string): string;
  /** Subscribes a function or a queue by its ARN; answers the subscription's. */
  subscribe(
    topicArn: string,
    endpoint: string,
    attributes?: Readonly<Record<string, string>>,
  ): string;
  /** Publishes for a service (an alarm's action); answers the message's id. */
  publish(topicArn: string, publication: Publication): string;
  hasTopic(topicArn: string): boolean;
  /** Makes deliveries late, twice, in another order or never; returns how to stop. */
  addFault(fault: DeliveryFault): () => void;
}

export function createSns(world: World, region: string, deliver: DeliveryPorts): Sns {
  const deliveries = createDeliveries(world, region, 'sns', deliver);
  const store: TopicStore = { world, region, topics: new Map(), deliveries };
  return {
    name: 'sns',
    operations: operationsOf(store),
    requirements: (call) => requirementsOf(store, call),
    createTopic(name) {
      createTopic(store, { Name: name });
      return topicArn(world, region, name);
    },
    subscribe(arn, endpoint, attributes = {}) {
      const protocol = endpoint.split(':')[2] ?? '';
      const input = { TopicArn: arn, Protocol: protocol, Endpoint: endpoint };
      return subscribe(store, { ...input, Attributes: attributes }).SubscriptionArn ?? '';
    },
    publish: (arn, publication) => publish(store, existingTopic(store, arn), publication),
    hasTopic: (arn) => store.topics.has(arn),
    addFault: (fault) => deliveries.addFault(fault),
  };
}

function operationsOf(store: TopicStore): Readonly<Record<string, OperationOf>> {
  const bound =
    <Input>(operation: (store: TopicStore, input: Input, call: ApiCall) => unknown): OperationOf =>
    (input: never, call) =>
      operation(store, input, call);
  return {
    CreateTopic: bound(createTopic),
    DeleteTopic: bound(deleteTopic),
    ListTopics: bound(listTopics),
    GetTopicAttributes: bound(getTopicAttributes),
    SetTopicAttributes: bound(setTopicAttributes),
    Publish: bound(publishByCall),
    Subscribe: bound(subscribe),
    Unsubscribe: bound(unsubscribe),
    ListSubscriptionsByTopic: bound(listSubscriptionsByTopic),
    GetSubscriptionAttributes: bound(getSubscriptionAttributes),
    SetSubscriptionAttributes: bound(setSubscriptionAttributes),
  };
}

/** documented: every action is about the topic; a subscription's ARN begins with its topic's. */
function requirementsOf({ world, region }: TopicStore, call: ApiCall): readonly Requirement[] {
  const input = (call.input ?? {}) as Readonly<Record<string, string | undefined>>;
  const named = input['Name'] && topicArn(world, region, input['Name']);
  const subscribed = input['SubscriptionArn']?.split(':').slice(0, 6).join(':');
  const resource = input['TopicArn'] ?? input['TargetArn'] ?? named ?? subscribed ?? '*';
  const conditionKeys =
    call.operation === 'Subscribe'
      ? {
          'sns:Protocol': input['Protocol'] ?? '',
          'sns:Endpoint': input['Endpoint'] ?? '',
        }
      : {};
  return [{ action: `sns:${call.operation}`, resource, conditionKeys }];
}
