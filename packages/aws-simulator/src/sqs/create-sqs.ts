import type { MetricSource } from '../cloudwatch/metric-source.ts';
import type {
  ApiCall,
  OperationOf,
  Requirement,
  SimulatedService,
  World,
} from '../kernel/world.ts';
import {
  changeMessageVisibility,
  deleteMessage,
  sendMessage,
  sendMessageBatch,
} from './message-operations.ts';
import {
  countVisible,
  createQueue,
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
  setQueueAttributes,
} from './queue-operations.ts';
import { createQueueMetrics, type QueueMetrics } from './queue-metrics.ts';
import { policyAllows, type Sender } from './queue-policy.ts';
import { enqueue, queueArn, queueNameOf, type QueueStore, type StoredMessage } from './queue.ts';
import { receiveMessage } from './receive-message.ts';

/** SQS of one region, and what tests and other services may do with it beside the API. */
export interface Sqs extends SimulatedService {
  /** AWS/SQS. */
  readonly metrics: MetricSource;
  /** Makes a queue; answers its ARN. */
  createQueue(name: string, attributes?: Readonly<Record<string, string>>): string;
  /** A message from a topic, a rule or a function's destination. */
  deliver(queueArn: string, body: string, sender?: Sender): QueueDelivery;
  /** CloudWatch's ApproximateNumberOfMessagesVisible, now. */
  visibleMessages(queueName: string): number;
  messages(queueName: string): readonly StoredMessage[];
}

/** `refused` when the queue's policy does not let the sender send. */
export type QueueDelivery = 'delivered' | 'refused' | 'no-target';

export function createSqs(world: World, region: string): Sqs {
  const store: QueueStore = { world, region, queues: new Map() };
  const metrics = createQueueMetrics(store);
  return {
    name: 'sqs',
    metrics: metrics.source,
    operations: reporting(operationsOf(store), metrics),
    requirements: (call) => requirementsOf(store, call),
    createQueue(name, attributes = {}) {
      createQueue(store, { QueueName: name, Attributes: attributes });
      metrics.report();
      return queueArn(world, region, name);
    },
    deliver(arn, body, sender) {
      const queue = store.queues.get(arn.split(':').pop() ?? '');
      if (queue?.arn !== arn) return 'no-target';
      const allowed = !sender || policyAllows(queue.attributes['Policy'], queue.arn, sender);
      if (!allowed) return 'refused';
      enqueue(store, queue, { body });
      metrics.report();
      return 'delivered';
    },
    visibleMessages(queueName) {
      const queue = store.queues.get(queueName);
      return queue ? countVisible(store, queue) : 0;
    },
    messages: (queueName) => [...(store.queues.get(queueName)?.messages ?? [])],
  };
}

/** The same operations; what they have changed of a queue shows in its metrics. */
function reporting(
  operations: Readonly<Record<string, OperationOf>>,
  metrics: QueueMetrics,
): Readonly<Record<string, OperationOf>> {
  const entries = Object.entries(operations).map(([name, operation]) => {
    const reported: OperationOf = (input, call) => {
      const output = operation(input, call);
      // A long poll takes messages later.
      if (output instanceof Promise) return output.finally(() => metrics.report());
      metrics.report();
      return output;
    };
    return [name, reported] as const;
  });
  return Object.fromEntries(entries);
}

function operationsOf(store: QueueStore): Readonly<Record<string, OperationOf>> {
  const bound =
    <Input>(operation: (store: QueueStore, input: Input) => unknown): OperationOf =>
    (input: never) =>
      operation(store, input);
  return {
    CreateQueue: bound(createQueue),
    DeleteQueue: bound(deleteQueue),
    GetQueueUrl: bound(getQueueUrl),
    GetQueueAttributes: bound(getQueueAttributes),
    SetQueueAttributes: bound(setQueueAttributes),
    ListQueues: bound(listQueues),
    PurgeQueue: bound(purgeQueue),
    SendMessage: bound(sendMessage),
    SendMessageBatch: bound(sendMessageBatch),
    ReceiveMessage: bound(receiveMessage),
    DeleteMessage: bound(deleteMessage),
    ChangeMessageVisibility: bound(changeMessageVisibility),
  };
}

/** documented: a batch needs the permission of the single operation. */
function requirementsOf({ world, region }: QueueStore, call: ApiCall): readonly Requirement[] {
  const { QueueUrl: url, QueueName: name } = (call.input ?? {}) as {
    QueueUrl?: string;
    QueueName?: string;
  };
  const action = `sqs:${call.operation.replace(/Batch$/, '')}`;
  const resource =
    call.operation === 'ListQueues' ? '*' : queueArn(world, region, queueNameOf(url ?? name));
  return [{ action, resource, conditionKeys: {} }];
}
