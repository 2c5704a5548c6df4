import type * as sdk from '@aws-sdk/client-cloudwatch';

import type { AwsEvent } from '../kernel/aws-event.ts';
import type {
  ApiCall,
  OperationOf,
  Requirement,
  SimulatedService,
  World,
} from '../kernel/world.ts';
import { createAlarm, type AlarmCondition } from './alarm.ts';
import { createAlarmEngine, type AlarmEngine } from './alarm-engine.ts';
import {
  alarmArn,
  deleteAlarms,
  describeAlarmHistory,
  describeAlarms,
  putMetricAlarm,
  setActionsEnabled,
  setAlarmState,
} from './alarm-operations.ts';
import type { Publish } from './enter-condition.ts';
import { createMetricCatalog, type MetricCatalog } from './metric-catalog.ts';
import { getMetricData, getMetricStatistics, listMetrics } from './metric-operations.ts';
import type { MetricSource } from './metric-source.ts';

export interface CloudWatchOptions {
  /** The metrics of simulated services: `ec2.metrics`, `elbv2.metrics`. */
  readonly sources?: readonly MetricSource[];
  /** Delivers an alarm's notification to SNS. Default: drops. */
  readonly publish?: Publish;
  /** Delivers to EventBridge. Default: drops. */
  readonly emit?: (event: AwsEvent) => void;
}

/** CloudWatch of one region, with what scenario builders need beside its API. */
export interface CloudWatch extends SimulatedService {
  /** An alarm that has long been in the state that its data say. */
  addAlarm(definition: sdk.PutMetricAlarmInput): void;
  alarm(name: string): AlarmCondition | undefined;
}

export function createCloudWatch(
  world: World,
  region: string,
  options: CloudWatchOptions = {},
): CloudWatch {
  const catalog = createMetricCatalog(world, region, options.sources ?? []);
  const engine = createAlarmEngine({
    world,
    region,
    catalog,
    random: world.random.fork(`cloudwatch/${region}`),
    publish: options.publish ?? (() => true),
    emit: options.emit ?? (() => undefined),
  });
  return {
    name: 'monitoring',
    operations: {
      ...metricOperations(world, catalog),
      ...alarmOperations(world, region, engine),
    },
    requirements: (call) => requirementsOf(world, region, call),
    addAlarm(definition) {
      const arn = alarmArn(world, region, definition.AlarmName ?? '');
      const alarm = createAlarm(definition, arn, world.clock.now());
      engine.establish(alarm);
      engine.add(alarm);
    },
    alarm: (name) => engine.alarms.get(name)?.condition,
  };
}

function metricOperations(world: World, catalog: MetricCatalog): Record<string, OperationOf> {
  return {
    PutMetricData(input: sdk.PutMetricDataCommandInput) {
      catalog.put(input.Namespace ?? '', input.MetricData ?? []);
      return {};
    },
    ListMetrics: (input: sdk.ListMetricsCommandInput) => listMetrics(catalog, input),
    GetMetricData: (input: sdk.GetMetricDataCommandInput) =>
      getMetricData(catalog, input, world.clock.now()),
    GetMetricStatistics: (input: sdk.GetMetricStatisticsCommandInput) =>
      getMetricStatistics(catalog, input, world.clock.now()),
  };
}

function alarmOperations(
  world: World,
  region: string,
  engine: AlarmEngine,
): Record<string, OperationOf> {
  return {
    PutMetricAlarm: (input: sdk.PutMetricAlarmCommandInput) =>
      putMetricAlarm(
        engine,
        alarmArn(world, region, input.AlarmName ?? ''),
        input,
        world.clock.now(),
      ),
    DescribeAlarms: (input: sdk.DescribeAlarmsCommandInput) => describeAlarms(engine, input),
    DescribeAlarmHistory: (input: sdk.DescribeAlarmHistoryCommandInput) =>
      describeAlarmHistory(engine, input),
    SetAlarmState: (input: sdk.SetAlarmStateCommandInput, call: ApiCall) =>
      setAlarmState(engine, input, call, world.clock.now()),
    EnableAlarmActions: (input: sdk.EnableAlarmActionsCommandInput) =>
      setActionsEnabled(engine, input.AlarmNames, true),
    DisableAlarmActions: (input: sdk.DisableAlarmActionsCommandInput) =>
      setActionsEnabled(engine, input.AlarmNames, false),
    DeleteAlarms: (input: sdk.DeleteAlarmsCommandInput) => deleteAlarms(engine, input.AlarmNames),
  };
}

/** [documented] The policies' prefix is `cloudwatch`, the signature's service is `monitoring`. */
function requirementsOf(world: World, region: string, call: ApiCall): readonly Requirement[] {
  const action = `cloudwatch:${call.operation}`;
  const input = call.input as {
    AlarmName?: string;
    AlarmNames?: readonly string[];
    Namespace?: string;
  };
  const conditionKeys = {
    'aws:RequestedRegion': region,
    ...(call.operation === 'PutMetricData' && { 'cloudwatch:namespace': input.Namespace ?? '' }),
  };
  if (!call.operation.includes('Alarm')) return [{ action, resource: '*', conditionKeys }];
  const single = input.AlarmName === undefined ? [] : [input.AlarmName];
  const names = input.AlarmNames ?? single;
  // A read of alarms asks for the whole collection when it names none.
  const named = names.length > 0 ? names : ['*'];
  return named.map((name) => ({ action, resource: alarmArn(world, region, name), conditionKeys }));
}
