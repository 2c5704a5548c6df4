import type {
  AlarmHistoryItem,
  ComparisonOperator,
  MetricAlarm,
  MetricDataQuery,
  PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import type { Cancel } from '@understudy/clock';

import { AwsFault } from '../kernel/aws-fault.ts';
import { keyOfStat } from './metric-catalog.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** A state with what CloudWatch says of it. */
export interface AlarmCondition {
  readonly state: AlarmState;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string;
  readonly atMilliseconds: number;
}

export interface Alarm {
  readonly name: string;
  readonly arn: string;
  /** As it was put: what describe calls and notifications repeat. */
  readonly definition: PutMetricAlarmInput;
  /** The metrics; the query that returns data is the one compared. */
  readonly queries: readonly MetricDataQuery[];
  /** The keys of the metrics in the queries. */
  readonly keys: readonly string[];
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly operator: ComparisonOperator;
  readonly missingData: MissingData;
  readonly configuredAt: number;
  actionsEnabled: boolean;
  condition: AlarmCondition;
  transitionedAt: number;
  readonly history: AlarmHistoryItem[];
  /** Takes back the next evaluation; undefined while none is due. */
  nextEvaluation: Cancel | undefined;
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export function isBreaching(alarm: Pick<Alarm, 'operator' | 'threshold'>, value: number): boolean {
  return COMPARISONS[alarm.operator]?.(value, alarm.threshold) ?? false;
}

/** The alarm that a definition makes, in the state of one that was never evaluated. */
export function createAlarm(input: PutMetricAlarmInput, arn: string, now: number): Alarm {
  const operator = input.ComparisonOperator;
  if (operator === undefined || !COMPARISONS[operator]) {
    throw invalid(`The simulator has no comparison operator ${String(operator)}.`);
  }
  const queries = queriesOf(input);
  const returned = returnedQuery(queries);
  const evaluationPeriods = input.EvaluationPeriods ?? 1;
  const datapointsToAlarm = input.DatapointsToAlarm ?? evaluationPeriods;
  if (datapointsToAlarm > evaluationPeriods) {
    throw invalid('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  return {
    name: input.AlarmName ?? '',
    arn,
    definition: input,
    queries,
    keys: queries.flatMap((query) => (query.MetricStat ? [keyOfStat(query.MetricStat)] : [])),
    periodSeconds: periodOf(queries, returned),
    evaluationPeriods,
    datapointsToAlarm,
    threshold: input.Threshold ?? 0,
    operator,
    missingData: (input.TreatMissingData ?? 'missing') as MissingData,
    configuredAt: now,
    actionsEnabled: input.ActionsEnabled ?? true,
    condition: {
      state: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      atMilliseconds: now,
    },
    transitionedAt: now,
    history: [],
    nextEvaluation: undefined,
  };
}

/** One form for both kinds of alarm: of a metric, and of metric queries. */
function queriesOf(input: PutMetricAlarmInput): readonly MetricDataQuery[] {
  if (input.Metrics && input.Metrics.length > 0) return input.Metrics;
  if (!input.MetricName || !input.Namespace || !input.Statistic || !input.Period) {
    throw invalid('MetricName, Namespace, Statistic and Period are required without Metrics');
  }
  const Metric = {
    Namespace: input.Namespace,
    MetricName: input.MetricName,
    Dimensions: input.Dimensions ?? [],
  };
  return [{ Id: 'm1', MetricStat: { Metric, Period: input.Period, Stat: input.Statistic } }];
}

/** [documented] The one with ReturnData, which is true by default. */
export function returnedQuery(queries: readonly MetricDataQuery[]): MetricDataQuery {
  const returned = queries.filter((query) => query.ReturnData !== false);
  const [query] = returned;
  if (!query || returned.length > 1) {
    throw invalid('Exactly one element of the metrics list should return data');
  }
  return query;
}

function periodOf(queries: readonly MetricDataQuery[], returned: MetricDataQuery): number {
  const ofMetrics = queries.map((query) => query.MetricStat?.Period ?? 0);
  return returned.MetricStat?.Period ?? returned.Period ?? Math.max(...ofMetrics);
}

function invalid(message: string): AwsFault {
  return new AwsFault('ValidationError', 400, message);
}

export function renderAlarm(alarm: Alarm): MetricAlarm {
  const { condition } = alarm;
  const definition = { ...alarm.definition };
  // Tags are read by ListTagsForResource only.
  delete definition.Tags;
  return {
    ...definition,
    AlarmArn: alarm.arn,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    Dimensions: definition.Dimensions ?? [],
    StateValue: condition.state,
    StateReason: condition.reason,
    ...(condition.reasonData !== undefined && { StateReasonData: condition.reasonData }),
    StateUpdatedTimestamp: new Date(condition.atMilliseconds),
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
  };
}
