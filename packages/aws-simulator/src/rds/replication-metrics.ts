import {
  createStateMetrics,
  metricKey,
  summarize,
  type Metric,
  type MetricSource,
} from '../cloudwatch/metric-source.ts';
import { isServing, type Database, type Replication } from './database.ts';
import type { Databases } from './databases.ts';
import { appliedAt, sourceOf } from './replication.ts';

/** AWS/RDS, for CloudWatch: `DatabaseConnections` and, of replicas, `ReplicaLag`. */
export interface DatabaseMetrics extends MetricSource {
  /** A database, or what it can be reached by, has changed. */
  refresh(database: Database): void;
}

const NAMESPACE = 'AWS/RDS';
const SAMPLE_MS = 60_000;

/** How a replica stood from a time on; undefined: it sends no data. */
interface LagStep {
  readonly at: number;
  readonly replication: Replication | undefined;
}

interface LagSeries {
  readonly metric: Metric;
  readonly steps: LagStep[];
}

export function createDatabaseMetrics(databases: Databases): DatabaseMetrics {
  const { clock, outages } = databases.world;
  const states = createStateMetrics(clock, NAMESPACE);
  const lags = new Map<string, LagSeries>();
  const listeners: ((key: string) => void)[] = [];

  function lagOf(series: LagSeries, at: number): number | undefined {
    const replication = series.steps.findLast((step) => step.at < at)?.replication;
    return replication && replicaLag(databases, replication, at);
  }

  function refreshLag(database: Database, reports: boolean): void {
    const metric = { namespace: NAMESPACE, name: 'ReplicaLag', dimensions: dimensionsOf(database) };
    const key = metricKey(metric);
    const known = lags.get(key);
    if (!known && !database.replication) return;
    const series = known ?? { metric, steps: [] };
    lags.set(key, series);
    const { replication } = database;
    // As it was at this time: the record itself changes later.
    const copy = reports && replication ? { ...replication } : undefined;
    const at = series.steps.length === 0 ? -Infinity : clock.now();
    series.steps.push({ at, replication: copy });
    for (const listener of listeners) listener(key);
  }

  return {
    namespace: NAMESPACE,
    metrics: () => [...states.metrics(), ...[...lags.values()].map(({ metric }) => metric)],
    refresh(database) {
      const reports = isServing(database) && outages.serves(databases.region);
      const connections = reports ? database.connections : undefined;
      states.set('DatabaseConnections', dimensionsOf(database), connections);
      refreshLag(database, reports);
    },
    summary(key, from, to) {
      const series = lags.get(key);
      if (!series) return states.summary(key, from, to);
      const values: number[] = [];
      for (let at = Math.ceil((from + 1) / SAMPLE_MS) * SAMPLE_MS; at <= to; at += SAMPLE_MS) {
        const value = lagOf(series, at);
        if (value !== undefined) values.push(value);
      }
      return summarize(values);
    },
    changedAt(key) {
      const series = lags.get(key);
      if (!series) return states.changedAt(key);
      // A replica's lag is another at every sample: its alarms are evaluated at every turn.
      return series.steps.at(-1)?.replication ? clock.now() : series.steps.at(-1)?.at;
    },
    onChange(listener) {
      states.onChange(listener);
      listeners.push(listener);
    },
  };
}

function dimensionsOf(database: Database): Record<string, string> {
  return { DBInstanceIdentifier: database.id };
}

/** [believed] A link that ends without a word is noticed after PostgreSQL's receiver time-out. */
const BROKEN_SHOWS_MS = 30_000;

/** [documented] An idle source switches its log every 5 minutes: the age of its last commit shows as lag until then. */
const IDLE_LAG_MS = 300_000;

/** ReplicaLag in seconds, as PostgreSQL replicas report it [documented]; −1: not replicating. */
export function replicaLag(databases: Databases, replication: Replication, at: number): number {
  const { brokenAt } = replication;
  if (brokenAt !== undefined && at - brokenAt >= BROKEN_SHOWS_MS) return -1;
  const applied = appliedAt(replication, at);
  const lastCommit = sourceOf(databases, replication)?.history.lastCommitAt(applied);
  const idleFor = lastCommit === undefined ? applied : applied - lastCommit;
  return Math.round((at - applied + (idleFor % IDLE_LAG_MS)) / 1_000);
}
