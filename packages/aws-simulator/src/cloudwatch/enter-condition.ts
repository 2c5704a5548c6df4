import type { AwsEvent } from '../kernel/aws-event.ts';
import type { Origin } from '../kernel/origin.ts';
import type { World } from '../kernel/world.ts';
import type { Alarm, AlarmCondition } from './alarm.ts';
import { alarmEventOf, notificationOf } from './alarm-messages.ts';

/** Publishes an alarm's notification to its topic; false: there is no such topic. */
export type Publish = (topicArn: string, subject: string, message: string) => boolean;

/** Where alarms live and whom they tell. */
export interface AlarmSurroundings {
  readonly world: World;
  readonly region: string;
  readonly publish: Publish;
  readonly emit: (event: AwsEvent) => void;
}

/** Gives an alarm a condition. Only a change of state is told and acts [documented]. */
export function enterCondition(
  surroundings: AlarmSurroundings,
  alarm: Alarm,
  condition: AlarmCondition,
  origin: Origin,
): void {
  const { world, region, emit } = surroundings;
  const previous = alarm.condition;
  alarm.condition = condition;
  if (previous.state === condition.state) return;
  alarm.transitionedAt = condition.atMilliseconds;
  world.log.append({
    kind: 'effect',
    at: world.clock.now(),
    subject: `alarm/${alarm.name}`,
    from: previous.state,
    to: condition.state,
    ...origin,
  });
  remember(alarm, previous);
  emit(alarmEventOf(world, region, alarm, previous));
  if (alarm.actionsEnabled) act(surroundings, alarm, previous);
}

function act(surroundings: AlarmSurroundings, alarm: Alarm, previous: AlarmCondition): void {
  const { world, region, publish } = surroundings;
  const { subject, message } = notificationOf(world, region, alarm, previous);
  for (const action of actionsOf(alarm)) {
    if (!action.startsWith('arn:aws:sns:')) continue;
    // An alarm whose topic was deleted goes on: only its history says that nobody was told.
    const done = publish(action, subject, message) ? 'Successfully executed' : 'Failed to execute';
    alarm.history.push({
      AlarmName: alarm.name,
      AlarmType: 'MetricAlarm',
      Timestamp: new Date(world.clock.now()),
      HistoryItemType: 'Action',
      HistorySummary: `${done} action ${action}`,
    });
  }
}

function actionsOf(alarm: Alarm): readonly string[] {
  const { OKActions, AlarmActions, InsufficientDataActions } = alarm.definition;
  const actions = {
    OK: OKActions,
    ALARM: AlarmActions,
    INSUFFICIENT_DATA: InsufficientDataActions,
  };
  return actions[alarm.condition.state] ?? [];
}

function remember(alarm: Alarm, previous: AlarmCondition): void {
  const stateOf = (condition: AlarmCondition): Record<string, unknown> => ({
    stateValue: condition.state,
    stateReason: condition.reason,
  });
  alarm.history.push({
    AlarmName: alarm.name,
    AlarmType: 'MetricAlarm',
    Timestamp: new Date(alarm.condition.atMilliseconds),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${previous.state} to ${alarm.condition.state}`,
    HistoryData: JSON.stringify({
      version: '1.0',
      oldState: stateOf(previous),
      newState: stateOf(alarm.condition),
    }),
  });
}
