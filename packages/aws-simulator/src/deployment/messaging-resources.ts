import { generatedName, type ResourceContext } from './resource-context.ts';
import type { ResourceProperties } from './resource-properties.ts';
import type { DeployedResource } from './template-model.ts';

export function deployTopic(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const name = properties.optionalText('TopicName') ?? generatedName(context, properties.logicalId);
  const { TopicArn } = context.target.perform('sns', 'CreateTopic', { Name: name }) as {
    TopicArn: string;
  };
  for (const subscription of properties.list('Subscription') as readonly object[]) {
    context.target.perform('sns', 'Subscribe', { TopicArn, ...subscription });
  }
  return { ref: TopicArn, attributes: { TopicArn, TopicName: name } };
}

export function deployTopicPolicy(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  for (const topicArn of properties.list('Topics').map(String)) {
    target.perform('sns', 'SetTopicAttributes', {
      TopicArn: topicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify(properties.all['PolicyDocument']),
    });
  }
  return { ref: properties.logicalId, attributes: {} };
}

export function deploySubscription(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  const topicArn = properties.text('TopicArn');
  // A subscription lives beside its topic, whatever region the stack is in.
  const region = properties.optionalText('Region') ?? topicArn.split(':')[3];
  const input = {
    TopicArn: topicArn,
    Protocol: properties.text('Protocol'),
    Endpoint: properties.text('Endpoint'),
    ReturnSubscriptionArn: true,
    Attributes: textAttributes(properties, [
      'FilterPolicy',
      'FilterPolicyScope',
      'RawMessageDelivery',
      'RedrivePolicy',
      'DeliveryPolicy',
    ]),
  };
  const { SubscriptionArn } = target.perform('sns', 'Subscribe', input, region) as {
    SubscriptionArn: string;
  };
  return { ref: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
}

export function deployQueue(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const name = properties.optionalText('QueueName') ?? generatedName(context, properties.logicalId);
  const { region, accountId } = context.target;
  const { QueueUrl } = context.target.perform('sqs', 'CreateQueue', {
    QueueName: name,
    Attributes: textAttributes(properties, [
      'DelaySeconds',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'ReceiveMessageWaitTimeSeconds',
      'VisibilityTimeout',
      'RedrivePolicy',
      'SqsManagedSseEnabled',
      'KmsMasterKeyId',
      'FifoQueue',
    ]),
  }) as { QueueUrl: string };
  const arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
  return { ref: QueueUrl, attributes: { Arn: arn, QueueName: name, QueueUrl } };
}

export function deployQueuePolicy(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  for (const queueUrl of properties.list('Queues').map(String)) {
    target.perform('sqs', 'SetQueueAttributes', {
      QueueUrl: queueUrl,
      Attributes: { Policy: JSON.stringify(properties.all['PolicyDocument']) },
    });
  }
  return { ref: properties.logicalId, attributes: {} };
}

/** The APIs take attributes as texts, objects among them as JSON. */
function textAttributes(
  { all }: ResourceProperties,
  names: readonly string[],
): Record<string, string> {
  const given = names.filter((name) => all[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => {
      const value = all[name];
      return [name, typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}
