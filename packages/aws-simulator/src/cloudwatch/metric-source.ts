import type { Clock } from '@understudy/clock';

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What CloudWatch keeps of a period. */
export interface Summary {
  readonly sum: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Where the data of a namespace's metrics come from. */
export interface MetricSource {
  readonly namespace: string;
  metrics(): readonly Metric[];
  /** The data in [from, to), or undefined when there are none. */
  summary(key: string, fromMilliseconds: number, toMilliseconds: number): Summary | undefined;
  /** Since when the metric has not changed; undefined when it never had data. */
  changedAt(key: string): number | undefined;
  /** Calls the listener with the key of each metric that changes. */
  onChange(listener: (key: string) => void): void;
}

/** One name for a metric, whatever the order of its dimensions. */
export function metricKey(metric: Metric): string {
  const dimensions = Object.entries(metric.dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [metric.namespace, metric.name, ...dimensions].join('|');
}

/** Metrics that AWS computes from a state: a value that holds until the next change. */
export interface StateMetrics extends MetricSource {
  /** From now on the metric has this value; undefined: it reports nothing. */
  set(name: string, dimensions: Readonly<Record<string, string>>, value: number | undefined): void;
}

interface Step {
  readonly at: number;
  readonly value: number | undefined;
}

/**
 * Keeps the steps and computes a period when somebody asks: a world in which nothing changes costs
 * nothing. A period's data are what held at its minutes' ends, as one sample a minute would see it.
 */
export function createStateMetrics(clock: Pick<Clock, 'now'>, namespace: string): StateMetrics {
  const series = new Map<string, { metric: Metric; steps: Step[] }>();
  const listeners: ((key: string) => void)[] = [];
  return {
    namespace,
    metrics: () => [...series.values()].map(({ metric }) => metric),
    set(name, dimensions, value) {
      const metric = { namespace, name, dimensions };
      const key = metricKey(metric);
      const known = series.get(key) ?? { metric, steps: [] };
      series.set(key, known);
      if (known.steps.at(-1)?.value === value && known.steps.length > 0) return;
      // The first value has always been so: a story begins in a world that is settled.
      known.steps.push({ at: known.steps.length === 0 ? -Infinity : clock.now(), value });
      for (const listener of listeners) listener(key);
    },
    summary(key, from, to) {
      const steps = series.get(key)?.steps ?? [];
      return summarize(samplesOf(steps, from, to));
    },
    changedAt: (key) => series.get(key)?.steps.at(-1)?.at,
    onChange: (listener) => void listeners.push(listener),
  };
}

/** [documented] EC2's checks and the balancer's counts come once a minute. */
const SAMPLE_MS = 60_000;

function samplesOf(steps: readonly Step[], from: number, to: number): number[] {
  const samples: number[] = [];
  const first = Math.ceil((from + 1) / SAMPLE_MS) * SAMPLE_MS;
  for (let at = first; at <= to; at += SAMPLE_MS) {
    const value = steps.findLast((step) => step.at < at)?.value;
    if (value !== undefined) samples.push(value);
  }
  return samples;
}

export function summarize(samples: readonly number[]): Summary | undefined {
  if (samples.length === 0) return undefined;
  return {
    sum: samples.reduce((total, sample) => total + sample, 0),
    count: samples.length,
    minimum: Math.min(...samples),
    maximum: Math.max(...samples),
  };
}
