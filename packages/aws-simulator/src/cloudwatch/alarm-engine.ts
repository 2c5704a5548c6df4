import type { Origin } from '../kernel/origin.ts';
import type { Random } from '../kernel/random.ts';
import { scheduleIn } from '../kernel/schedule-in.ts';
import { returnedQuery, type Alarm, type AlarmCondition } from './alarm.ts';
import { zoned } from './alarm-messages.ts';
import { enterCondition, type AlarmSurroundings } from './enter-condition.ts';
import { EXTRA_PERIODS, evaluateAlarm, type Datapoint } from './evaluate-alarm.ts';
import type { MetricCatalog } from './metric-catalog.ts';
import { valueOfQuery } from './metric-query.ts';

/** Runs the alarms of a region. */
export interface AlarmEngine {
  readonly alarms: Map<string, Alarm>;
  /** Takes an alarm in, replacing one of its name. */
  add(alarm: Alarm): void;
  remove(name: string): void;
  /** Gives an alarm the state that its data say, without telling anybody: a scenario's beginning. */
  establish(alarm: Alarm): void;
  /** Sets a state; a change acts. */
  enter(alarm: Alarm, condition: AlarmCondition, origin: Origin): void;
  /** Has the alarm evaluated at its next turn. */
  wake(alarm: Alarm): void;
}

export interface AlarmEngineOptions extends AlarmSurroundings {
  readonly catalog: MetricCatalog;
  readonly random: Random;
}

/** [documented] Alarms on short periods are evaluated every 10 seconds, the others every minute. */
const EVALUATION_MS = 60_000;
const EVALUATION_MS_HIGH_RESOLUTION = 10_000;

/** [believed] A period's data can be read a few seconds after its end. */
const DATA_DELAY_MS = [2_000, 8_000] as const;

const CLOUDWATCH: Origin = { cause: { kind: 'service', name: 'cloudwatch' } };

export function createAlarmEngine(options: AlarmEngineOptions): AlarmEngine {
  const { world, catalog } = options;
  const alarms = new Map<string, Alarm>();
  const delayMs = options.random.uniform(...DATA_DELAY_MS);

  catalog.onChange((key) => {
    for (const alarm of alarms.values()) if (alarm.keys.includes(key)) wake(alarm);
  });

  world.outages.onChange(() => {
    for (const alarm of alarms.values()) wake(alarm);
  });

  function stepOf(alarm: Alarm): number {
    return alarm.periodSeconds < 60 ? EVALUATION_MS_HIGH_RESOLUTION : EVALUATION_MS;
  }

  function wake(alarm: Alarm): void {
    if (alarm.nextEvaluation) return;
    const step = stepOf(alarm);
    const turn = Math.floor((world.clock.now() - delayMs) / step) + 1;
    const inMs = turn * step + delayMs - world.clock.now();
    alarm.nextEvaluation = scheduleIn(world, options.region, inMs, () => evaluate(alarm));
  }

  function evaluate(alarm: Alarm): void {
    alarm.nextEvaluation = undefined;
    const datapoints = datapointsOf(catalog, alarm, lastEnd(alarm));
    const condition = conditionOf(alarm, datapoints, world.clock.now());
    if (condition.state !== alarm.condition.state) {
      enterCondition(options, alarm, condition, CLOUDWATCH);
    }
    // While the data in its window are still as they were, no evaluation can say anything else.
    const oldest = datapoints.at(-1)?.startMilliseconds ?? -Infinity;
    if (alarm.keys.some((key) => catalog.changedAt(key) >= oldest)) wake(alarm);
  }

  function lastEnd(alarm: Alarm): number {
    const step = stepOf(alarm);
    // A turn's own time may lie a rounding error before the boundary that it stands for.
    return Math.floor((world.clock.now() - delayMs + 1) / step) * step;
  }

  return {
    alarms,
    add(alarm) {
      alarms.get(alarm.name)?.nextEvaluation?.();
      alarms.set(alarm.name, alarm);
      wake(alarm);
    },
    remove(name) {
      alarms.get(name)?.nextEvaluation?.();
      alarms.delete(name);
    },
    establish(alarm) {
      const datapoints = datapointsOf(catalog, alarm, lastEnd(alarm));
      alarm.condition = conditionOf(alarm, datapoints, world.clock.now());
    },
    enter: (alarm, condition, origin) => enterCondition(options, alarm, condition, origin),
    wake,
  };
}

function datapointsOf(catalog: MetricCatalog, alarm: Alarm, end: number): Datapoint[] {
  const query = returnedQuery(alarm.queries);
  const periodMs = alarm.periodSeconds * 1_000;
  return Array.from({ length: alarm.evaluationPeriods + EXTRA_PERIODS }, (_, index) => {
    const to = end - index * periodMs;
    const from = to - periodMs;
    return {
      startMilliseconds: from,
      value: valueOfQuery(catalog, alarm.queries, query, from, to),
    };
  });
}

function conditionOf(alarm: Alarm, datapoints: readonly Datapoint[], now: number): AlarmCondition {
  const verdict = evaluateAlarm(alarm, datapoints);
  const state = verdict.state === 'retain' ? alarm.condition.state : verdict.state;
  const recent = datapoints.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const reasonData = JSON.stringify({
    version: '1.0',
    queryDate: zoned(now),
    startDate: zoned(datapoints.at(-1)?.startMilliseconds ?? now),
    ...(alarm.definition.Statistic && { statistic: alarm.definition.Statistic }),
    period: alarm.periodSeconds,
    recentDatapoints: recent.slice(0, alarm.evaluationPeriods).reverse(),
    threshold: alarm.threshold,
  });
  return { state, reason: verdict.reason, reasonData, atMilliseconds: now };
}
