import type { Clock } from '@understudy/clock';

import { createCustomMetrics } from '../cloudwatch/custom-metrics.ts';
import type { MetricSource } from '../cloudwatch/metric-source.ts';
import type { SimulatedLambda } from '../lambda/create-lambda.ts';

const NAMESPACE = 'AWS/Lambda';

/** AWS/Lambda, as far as alarms of ours look at it: invocations and errors by function. */
export function createLambdaMetrics(
  clock: Pick<Clock, 'now'>,
  lambda: SimulatedLambda,
): MetricSource {
  const metrics = createCustomMetrics(clock);
  lambda.onInvocationEnd(({ functionName, result, startedAt, endedAt }) => {
    const datum = {
      Dimensions: [{ Name: 'FunctionName', Value: functionName }],
      Timestamp: new Date(endedAt ?? startedAt),
    };
    const errors = result?.outcome === 'failed' ? 1 : 0;
    metrics.put(NAMESPACE, [
      { ...datum, MetricName: 'Invocations', Value: 1 },
      { ...datum, MetricName: 'Errors', Value: errors },
    ]);
  });
  return { namespace: NAMESPACE, ...metrics };
}
