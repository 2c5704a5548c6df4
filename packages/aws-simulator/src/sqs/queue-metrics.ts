import { createStateMetrics, type MetricSource } from '../cloudwatch/metric-source.ts';
import { countVisible } from './queue-operations.ts';
import type { QueueStore } from './queue.ts';

const VISIBLE = 'ApproximateNumberOfMessagesVisible';

/** AWS/SQS, as far as alarms of ours look at it. */
export interface QueueMetrics {
  readonly source: MetricSource;
  /** Something of a queue has changed: what there is to see now, and when more becomes visible. */
  report(): void;
}

/** Each queue's messages that somebody could receive: those in flight are not among them. */
export function createQueueMetrics(store: QueueStore): QueueMetrics {
  const { clock } = store.world;
  const metrics = createStateMetrics(clock, 'AWS/SQS');
  const reported = new Set<string>();
  let cancel: () => void = () => undefined;

  function report(): void {
    for (const name of reported) {
      if (!store.queues.has(name)) metrics.set(VISIBLE, { QueueName: name }, undefined);
    }
    for (const queue of store.queues.values()) {
      reported.add(queue.name);
      metrics.set(VISIBLE, { QueueName: queue.name }, countVisible(store, queue));
    }
    cancel();
    const hidden = [...store.queues.values()]
      .flatMap(({ messages }) => messages.map(({ visibleAt }) => visibleAt))
      .filter((visibleAt) => visibleAt > clock.now());
    cancel = hidden.length === 0 ? () => undefined : clock.schedule(Math.min(...hidden), report);
  }

  return { source: metrics, report };
}
