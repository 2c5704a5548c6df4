import type { Dimension, MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Clock } from '@understudy/clock';

import { metricKey, summarize, type Metric, type Summary } from './metric-source.ts';

/** The metrics of one namespace that somebody puts. */
export interface CustomMetrics {
  readonly metrics: () => readonly Metric[];
  put(namespace: string, data: readonly MetricDatum[]): void;
  summary(key: string, fromMilliseconds: number, toMilliseconds: number): Summary | undefined;
  changedAt(key: string): number | undefined;
  onChange(listener: (key: string) => void): void;
}

interface Point {
  readonly at: number;
  readonly values: readonly number[];
}

export function createCustomMetrics(clock: Pick<Clock, 'now'>): CustomMetrics {
  const series = new Map<string, { metric: Metric; points: Point[] }>();
  const listeners: ((key: string) => void)[] = [];
  return {
    metrics: () => [...series.values()].map(({ metric }) => metric),
    put(namespace, data) {
      for (const datum of data) {
        const dimensions = dimensionRecord(datum.Dimensions);
        const metric = { namespace, name: datum.MetricName ?? '', dimensions };
        const key = metricKey(metric);
        const known = series.get(key) ?? { metric, points: [] };
        series.set(key, known);
        known.points.push({
          at: datum.Timestamp?.getTime() ?? clock.now(),
          values: valuesOf(datum),
        });
        for (const listener of listeners) listener(key);
      }
    },
    summary(key, from, to) {
      const points = series.get(key)?.points ?? [];
      const within = points.filter((point) => point.at >= from && point.at < to);
      return summarize(within.flatMap((point) => point.values));
    },
    changedAt: (key) => series.get(key)?.points.at(-1)?.at,
    onChange: (listener) => void listeners.push(listener),
  };
}

/** A datum is one value, a list of values with counts, or a set of statistics [documented]. */
function valuesOf(datum: MetricDatum): readonly number[] {
  if (datum.Values) {
    return datum.Values.flatMap((value, index) =>
      Array.from({ length: datum.Counts?.[index] ?? 1 }, () => value),
    );
  }
  const set = datum.StatisticValues;
  if (!set) return [datum.Value ?? 0];
  const count = set.SampleCount ?? 1;
  return Array.from({ length: count }, () => (set.Sum ?? 0) / count);
}

export function dimensionRecord(
  dimensions: readonly Dimension[] | undefined,
): Record<string, string> {
  return Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));
}

export function dimensionList(dimensions: Readonly<Record<string, string>>): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
