import type { World } from '../kernel/world.ts';
import type { Deliveries } from '../events/deliveries.ts';
import { AwsFault } from '../kernel/aws-fault.ts';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Record<string, string>;
}

export interface Topic {
  readonly arn: string;
  readonly attributes: Record<string, string>;
  readonly subscriptions: Subscription[];
}

/** Everything that the operations of one region's SNS share. */
export interface TopicStore {
  readonly world: World;
  readonly region: string;
  readonly topics: Map<string, Topic>;
  readonly deliveries: Deliveries;
}

export function topicArn(world: World, region: string, name: string): string {
  return `arn:aws:sns:${region}:${world.accountId}:${name}`;
}

export function existingTopic(store: TopicStore, arn: string | undefined): Topic {
  const topic = store.topics.get(arn ?? '');
  if (!topic) throw new AwsFault('NotFound', 404, 'Topic does not exist');
  return topic;
}

export function existingSubscription(store: TopicStore, arn: string | undefined): Subscription {
  const found = [...store.topics.values()]
    .flatMap(({ subscriptions }) => subscriptions)
    .find((subscription) => subscription.arn === arn);
  if (!found) throw new AwsFault('NotFound', 404, 'Subscription does not exist');
  return found;
}

export function invalidParameter(message: string): AwsFault {
  return new AwsFault('InvalidParameter', 400, `Invalid parameter: ${message}`);
}
