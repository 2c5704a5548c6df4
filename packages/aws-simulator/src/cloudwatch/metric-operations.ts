import type {
  Datapoint,
  GetMetricDataInput,
  GetMetricDataOutput,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
  ListMetricsInput,
  ListMetricsOutput,
} from '@aws-sdk/client-cloudwatch';

import { pageOf } from '../kernel/paging.ts';
import { dimensionList, dimensionRecord } from './custom-metrics.ts';
import { statisticOf, type MetricCatalog } from './metric-catalog.ts';
import { metricKey } from './metric-source.ts';
import { valueOfQuery } from './metric-query.ts';

/** [documented] */
const LISTED_METRICS_MAX = 500;

export function listMetrics(catalog: MetricCatalog, input: ListMetricsInput): ListMetricsOutput {
  const matching = catalog.metrics().filter(
    (metric) =>
      (input.Namespace ?? metric.namespace) === metric.namespace &&
      (input.MetricName ?? metric.name) === metric.name &&
      (input.Dimensions ?? []).every(({ Name, Value }) => {
        const actual = metric.dimensions[Name ?? ''];
        return actual !== undefined && (Value ?? actual) === actual;
      }),
  );
  const page = pageOf(matching, input.NextToken, LISTED_METRICS_MAX, 'InvalidParameterValue');
  return {
    Metrics: page.items.map((metric) => ({
      Namespace: metric.namespace,
      MetricName: metric.name,
      Dimensions: dimensionList(metric.dimensions),
    })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

export function getMetricData(
  catalog: MetricCatalog,
  input: GetMetricDataInput,
  now: number,
): GetMetricDataOutput {
  const queries = input.MetricDataQueries ?? [];
  const wanted = queries.filter((query) => query.ReturnData !== false);
  return {
    MetricDataResults: wanted.map((query) => {
      const period = query.MetricStat?.Period ?? query.Period ?? longestPeriod(queries);
      const points = periodsOf(input, period, now).flatMap(({ from, to }) => {
        const value = valueOfQuery(catalog, queries, query, from, to);
        return value === undefined ? [] : [{ at: new Date(from), value }];
      });
      // [documented] The newest first by default.
      if (input.ScanBy !== 'TimestampAscending') points.reverse();
      return {
        ...(query.Id !== undefined && { Id: query.Id }),
        Label: query.Label ?? query.MetricStat?.Metric?.MetricName ?? query.Id ?? '',
        Timestamps: points.map((point) => point.at),
        Values: points.map((point) => point.value),
        StatusCode: 'Complete',
      };
    }),
    Messages: [],
  };
}

function longestPeriod(queries: GetMetricDataInput['MetricDataQueries']): number {
  return Math.max(60, ...(queries ?? []).map((query) => query.MetricStat?.Period ?? 0));
}

export function getMetricStatistics(
  catalog: MetricCatalog,
  input: GetMetricStatisticsInput,
  now: number,
): GetMetricStatisticsOutput {
  const key = metricKey({
    namespace: input.Namespace ?? '',
    name: input.MetricName ?? '',
    dimensions: dimensionRecord(input.Dimensions),
  });
  const datapoints = periodsOf(input, input.Period ?? 60, now).flatMap(({ from, to }) => {
    const summary = catalog.summary(key, from, to);
    if (!summary) return [];
    const datapoint: Datapoint = { Timestamp: new Date(from) };
    for (const statistic of input.Statistics ?? []) {
      const value = statisticOf(summary, statistic);
      if (value !== undefined) datapoint[statistic] = value;
    }
    return [datapoint];
  });
  return { Label: input.MetricName, Datapoints: datapoints };
}

/** The periods between two times that are over, aligned as CloudWatch aligns them. */
function periodsOf(
  range: { readonly StartTime?: Date | undefined; readonly EndTime?: Date | undefined },
  periodSeconds: number,
  now: number,
): { from: number; to: number }[] {
  const length = periodSeconds * 1_000;
  const first = Math.floor((range.StartTime?.getTime() ?? now) / length) * length;
  const end = Math.min(range.EndTime?.getTime() ?? now, now);
  const periods: { from: number; to: number }[] = [];
  for (let from = first; from + length <= end; from += length) {
    periods.push({ from, to: from + length });
  }
  return periods;
}
