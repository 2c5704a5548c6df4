import type { MetricDatum, MetricStat } from '@aws-sdk/client-cloudwatch';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { World } from '../kernel/world.ts';
import { createCustomMetrics, dimensionRecord } from './custom-metrics.ts';
import { metricKey, type Metric, type MetricSource, type Summary } from './metric-source.ts';

/** All metrics of a region: those of AWS's services and those that somebody puts. */
export interface MetricCatalog {
  metrics(): readonly Metric[];
  put(namespace: string, data: readonly MetricDatum[]): void;
  summary(key: string, fromMilliseconds: number, toMilliseconds: number): Summary | undefined;
  /** -Infinity when the metric never changed. */
  changedAt(key: string): number;
  onChange(listener: (key: string) => void): void;
}

export function createMetricCatalog(
  { clock, outages }: Pick<World, 'clock' | 'outages'>,
  region: string,
  sources: readonly MetricSource[],
): MetricCatalog {
  const custom = createCustomMetrics(clock);
  const sourceOf = (key: string): Pick<MetricSource, 'summary' | 'changedAt'> =>
    sources.find((source) => key.startsWith(`${source.namespace}|`)) ?? custom;
  return {
    metrics: () => [...sources.flatMap((source) => source.metrics()), ...custom.metrics()],
    put(namespace, data) {
      // [documented] AWS's own namespaces are closed.
      if (namespace.startsWith('AWS/')) {
        const message = 'The value AWS/ for parameter Namespace is invalid.';
        throw new AwsFault('InvalidParameterValue', 400, message);
      }
      custom.put(namespace, data);
    },
    // What is lost sends no data, and what it was at the time is not known afterwards either.
    summary: (key, from, to) =>
      outages.servedAt(region, to - 1) ? sourceOf(key).summary(key, from, to) : undefined,
    changedAt: (key) =>
      Math.max(sourceOf(key).changedAt(key) ?? -Infinity, outages.changedAt(region)),
    onChange(listener) {
      custom.onChange(listener);
      for (const source of sources) source.onChange(listener);
    },
  };
}

export function keyOfStat(stat: MetricStat): string {
  return metricKey({
    namespace: stat.Metric?.Namespace ?? '',
    name: stat.Metric?.MetricName ?? '',
    dimensions: dimensionRecord(stat.Metric?.Dimensions),
  });
}

/** [documented] The statistics; percentiles are not simulated. */
export function statisticOf(summary: Summary | undefined, statistic: string): number | undefined {
  if (!summary) return undefined;
  switch (statistic) {
    case 'Average':
      return summary.sum / summary.count;
    case 'Sum':
      return summary.sum;
    case 'Minimum':
      return summary.minimum;
    case 'Maximum':
      return summary.maximum;
    case 'SampleCount':
      return summary.count;
    default:
      throw new AwsFault('ValidationError', 400, `The simulator has no statistic ${statistic}.`);
  }
}
