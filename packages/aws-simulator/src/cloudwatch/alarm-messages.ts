import type { Dimension, MetricDataQuery } from '@aws-sdk/client-cloudwatch';

import { createAwsEvent, type AwsEvent } from '../kernel/aws-event.ts';
import type { World } from '../kernel/world.ts';
import type { Alarm, AlarmCondition } from './alarm.ts';
import { dimensionRecord } from './custom-metrics.ts';

/** [documented] How CloudWatch names a region in its notifications. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-central-1': 'EU (Frankfurt)',
};

/** What an alarm's SNS action publishes. */
export interface AlarmNotification {
  readonly subject: string;
  readonly message: string;
}

export function notificationOf(
  world: World,
  region: string,
  alarm: Alarm,
  previous: AlarmCondition,
): AlarmNotification {
  const { definition, condition } = alarm;
  const regionName = REGION_NAMES[region] ?? region;
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: world.accountId,
    AlarmConfigurationUpdatedTimestamp: zoned(alarm.configuredAt),
    NewStateValue: condition.state,
    NewStateReason: condition.reason,
    StateChangeTime: zoned(condition.atMilliseconds),
    Region: regionName,
    AlarmArn: alarm.arn,
    OldStateValue: previous.state,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    Trigger: triggerOf(alarm),
  };
  return {
    subject: `${condition.state}: "${alarm.name}" in ${regionName}`,
    message: JSON.stringify(message),
  };
}

function triggerOf(alarm: Alarm): Record<string, unknown> {
  const { definition } = alarm;
  const evaluation = {
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.operator,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.missingData,
    EvaluateLowSampleCountPercentile: '',
  };
  if (definition.Metrics && definition.Metrics.length > 0) {
    return { ...evaluation, Metrics: definition.Metrics.map(triggerMetric) };
  }
  return {
    MetricName: definition.MetricName,
    Namespace: definition.Namespace,
    StatisticType: 'Statistic',
    // [documented by example] In capitals here, and only here.
    Statistic: definition.Statistic?.toUpperCase(),
    Unit: definition.Unit ?? null,
    Dimensions: triggerDimensions(definition.Dimensions),
    ...evaluation,
  };
}

function triggerMetric(query: MetricDataQuery): Record<string, unknown> {
  const { MetricStat: stat } = query;
  return {
    ...(query.Expression !== undefined && { Expression: query.Expression }),
    Id: query.Id,
    ...(query.Label !== undefined && { Label: query.Label }),
    ...(stat && {
      MetricStat: {
        Metric: {
          Dimensions: triggerDimensions(stat.Metric?.Dimensions),
          MetricName: stat.Metric?.MetricName,
          Namespace: stat.Metric?.Namespace,
        },
        Period: stat.Period,
        Stat: stat.Stat,
      },
    }),
    ReturnData: query.ReturnData ?? true,
  };
}

function triggerDimensions(dimensions: readonly Dimension[] | undefined): unknown[] {
  return (dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name }));
}

/** The event of a change of state, in its documented shape. */
export function alarmEventOf(
  world: World,
  region: string,
  alarm: Alarm,
  previous: AlarmCondition,
): AwsEvent {
  return createAwsEvent(world, {
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    region,
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      configuration: {
        ...(alarm.definition.AlarmDescription !== undefined && {
          description: alarm.definition.AlarmDescription,
        }),
        metrics: alarm.queries.map(eventMetric),
      },
      previousState: eventState(previous),
      state: eventState(alarm.condition),
    },
  });
}

function eventMetric(query: MetricDataQuery): Record<string, unknown> {
  const { MetricStat: stat } = query;
  return {
    id: query.Id,
    ...(query.Expression !== undefined && { expression: query.Expression }),
    ...(stat && {
      metricStat: {
        metric: {
          dimensions: dimensionRecord(stat.Metric?.Dimensions),
          name: stat.Metric?.MetricName,
          namespace: stat.Metric?.Namespace,
        },
        period: stat.Period,
        stat: stat.Stat,
      },
    }),
    returnData: query.ReturnData ?? true,
  };
}

function eventState(condition: AlarmCondition): Record<string, unknown> {
  return {
    value: condition.state,
    reason: condition.reason,
    ...(condition.reasonData !== undefined && { reasonData: condition.reasonData }),
    timestamp: zoned(condition.atMilliseconds),
  };
}

/** `2026-11-22T03:01:00.123+0000` */
export function zoned(atMilliseconds: number): string {
  return new Date(atMilliseconds).toISOString().replace('Z', '+0000');
}
