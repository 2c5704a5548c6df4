import type {
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';

import { AwsFault } from '../kernel/aws-fault.ts';
import { originOf } from '../kernel/origin.ts';
import { pageOf } from '../kernel/paging.ts';
import type { ApiCall, World } from '../kernel/world.ts';
import { createAlarm, renderAlarm, type Alarm, type AlarmState } from './alarm.ts';
import type { AlarmEngine } from './alarm-engine.ts';

/** [documented] */
const DESCRIBED_ALARMS_MAX = 100;

export function alarmArn(world: World, region: string, name: string): string {
  return `arn:aws:cloudwatch:${region}:${world.accountId}:alarm:${name}`;
}

/** [documented] A definition replaces the one of its name; the state stays. */
export function putMetricAlarm(
  engine: AlarmEngine,
  arn: string,
  input: PutMetricAlarmInput,
  now: number,
): Record<string, never> {
  const alarm = createAlarm(input, arn, now);
  const known = engine.alarms.get(alarm.name);
  if (known) {
    alarm.condition = known.condition;
    alarm.transitionedAt = known.transitionedAt;
    alarm.history.push(...known.history);
  }
  engine.add(alarm);
  return {};
}

export function describeAlarms(
  engine: AlarmEngine,
  input: DescribeAlarmsInput,
): DescribeAlarmsOutput {
  const matching = [...engine.alarms.values()].filter(
    (alarm) =>
      (input.AlarmNames ?? [alarm.name]).includes(alarm.name) &&
      alarm.name.startsWith(input.AlarmNamePrefix ?? '') &&
      (input.StateValue ?? alarm.condition.state) === alarm.condition.state,
  );
  const wanted = (input.AlarmTypes ?? ['MetricAlarm']).includes('MetricAlarm') ? matching : [];
  const size = input.MaxRecords ?? DESCRIBED_ALARMS_MAX;
  const page = pageOf(wanted, input.NextToken, size, 'InvalidNextToken');
  return {
    CompositeAlarms: [],
    MetricAlarms: page.items.map(renderAlarm),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

export function describeAlarmHistory(
  engine: AlarmEngine,
  input: DescribeAlarmHistoryInput,
): DescribeAlarmHistoryOutput {
  const items = [...engine.alarms.values()]
    .filter((alarm) => (input.AlarmName ?? alarm.name) === alarm.name)
    .flatMap((alarm) => alarm.history)
    .filter((item) => {
      const at = item.Timestamp?.getTime() ?? 0;
      const from = input.StartDate?.getTime() ?? -Infinity;
      const to = input.EndDate?.getTime() ?? Infinity;
      const kind = input.HistoryItemType ?? item.HistoryItemType;
      return at >= from && at <= to && kind === item.HistoryItemType;
    });
  // [documented] The newest first, unless the caller wants it otherwise.
  const ordered = input.ScanBy === 'TimestampAscending' ? items : items.reverse();
  const page = pageOf(ordered, input.NextToken, input.MaxRecords, 'InvalidNextToken');
  return {
    AlarmHistoryItems: [...page.items],
    ...(page.next !== undefined && { NextToken: page.next }),
  };
}

/** [documented] A change of state acts; the next evaluation goes by the metric again. */
export function setAlarmState(
  engine: AlarmEngine,
  input: SetAlarmStateInput,
  call: ApiCall,
  now: number,
): Record<string, never> {
  const alarm = engine.alarms.get(input.AlarmName ?? '');
  if (!alarm) throw new AwsFault('ResourceNotFound', 404, 'Unknown');
  const condition = {
    state: input.StateValue as AlarmState,
    reason: input.StateReason ?? '',
    ...(input.StateReasonData !== undefined && { reasonData: input.StateReasonData }),
    atMilliseconds: now,
  };
  engine.enter(alarm, condition, originOf(call));
  engine.wake(alarm);
  return {};
}

/** [documented] Names of no alarm are passed over. */
export function setActionsEnabled(
  engine: AlarmEngine,
  names: readonly string[] | undefined,
  enabled: boolean,
): Record<string, never> {
  for (const alarm of named(engine, names)) alarm.actionsEnabled = enabled;
  return {};
}

export function deleteAlarms(
  engine: AlarmEngine,
  names: readonly string[] | undefined,
): Record<string, never> {
  for (const alarm of named(engine, names)) engine.remove(alarm.name);
  return {};
}

function named(engine: AlarmEngine, names: readonly string[] | undefined): Alarm[] {
  return (names ?? []).flatMap((name) => engine.alarms.get(name) ?? []);
}
