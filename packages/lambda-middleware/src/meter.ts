import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** What one run is counted by: what a person would be woken for. */
export interface Measures {
  readonly outcome: string;
  /** Why, as a stable word: a field of the metric's line, not a dimension (each costs money). */
  readonly reason?: string;
  readonly durationSeconds?: number;
  readonly refusedMessages?: number;
  readonly openIncidents?: number;
  /** 1: a recovery would go through; 0: it would not, or nobody knows. */
  readonly ready?: number;
}

export interface Meter {
  count(measures: Measures): void;
}

const NAMESPACE = 'Understudy';

/** Metrics as lines of the log (CloudWatch's embedded format): no call, no permission, no wait. */
export function createMeter(service: string): Meter {
  return {
    count(measures) {
      countOutcome(newMetrics(service), measures);
      countGauges(newMetrics(service), measures);
    },
  };
}

function newMetrics(service: string): Metrics {
  return new Metrics({ namespace: NAMESPACE, serviceName: service });
}

function countOutcome(metrics: Metrics, { outcome, reason, durationSeconds }: Measures): void {
  metrics.addDimension('outcome', outcome);
  if (reason) metrics.addMetadata('reason', reason);
  metrics.addMetric('Outcome', MetricUnit.Count, 1);
  if (durationSeconds !== undefined) {
    metrics.addMetric('DurationSeconds', MetricUnit.Seconds, durationSeconds);
  }
  metrics.publishStoredMetrics();
}

/** Without the outcome as a dimension: an alarm on them does not care how the run ended. */
function countGauges(metrics: Metrics, measures: Measures): void {
  const { refusedMessages, openIncidents, ready } = measures;
  if (refusedMessages !== undefined) {
    metrics.addMetric('RefusedMessages', MetricUnit.Count, refusedMessages);
  }
  if (openIncidents !== undefined) {
    metrics.addMetric('OpenIncidents', MetricUnit.Count, openIncidents);
  }
  if (ready !== undefined) metrics.addMetric('Ready', MetricUnit.Count, ready);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
