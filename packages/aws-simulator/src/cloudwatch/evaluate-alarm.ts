import { isBreaching, type Alarm, type AlarmState } from './alarm.ts';

/** A period's value, the newest first; undefined: no data. */
export interface Datapoint {
  readonly startMilliseconds: number;
  readonly value: number | undefined;
}

/** What the data say; `retain` leaves the state as it is. */
export interface Verdict {
  readonly state: AlarmState | 'retain';
  readonly reason: string;
}

/**
 * [documented] An alarm reads more periods than it evaluates, and uses older data before it calls
 * any missing. [believed] Two more.
 */
export const EXTRA_PERIODS = 2;

/** The documented evaluation with missing data, as a function of the data alone. */
export function evaluateAlarm(alarm: Alarm, datapoints: readonly Datapoint[]): Verdict {
  const real = datapoints.filter((datapoint) => datapoint.value !== undefined);
  const used = real.slice(0, alarm.evaluationPeriods);
  const breaching = used.filter(({ value }) => isBreaching(alarm, value ?? 0)).length;
  const missing = alarm.evaluationPeriods - used.length;
  const needed = alarm.datapointsToAlarm;
  if (missing === 0 || breaching >= needed) {
    return crossing(alarm, used, breaching >= needed ? 'ALARM' : 'OK');
  }
  switch (alarm.missingData) {
    case 'breaching':
      return filled(alarm, used, missing, breaching + missing >= needed ? 'ALARM' : 'OK');
    case 'notBreaching':
      return filled(alarm, used, missing, 'OK');
    case 'ignore': {
      const decided = used.length - breaching > alarm.evaluationPeriods - needed;
      return crossing(alarm, used, decided ? 'OK' : 'retain');
    }
    case 'missing':
      if (used.length === 0) return insufficient(missing);
      return crossing(alarm, used, persists(alarm, datapoints) ? 'ALARM' : 'OK');
  }
}

/**
 * [documented] The oldest breaching one is as old as the data points to alarm, and all newer ones
 * are breaching or missing: that is an alarm, however few there are.
 */
function persists(alarm: Alarm, datapoints: readonly Datapoint[]): boolean {
  const breaches = datapoints.map(({ value }) =>
    value === undefined ? undefined : isBreaching(alarm, value),
  );
  const oldest = breaches.lastIndexOf(true);
  return oldest >= alarm.datapointsToAlarm - 1 && !breaches.slice(0, oldest).includes(false);
}

function insufficient(missing: number): Verdict {
  const were = missing === 1 ? 'datapoint was' : 'datapoints were';
  return {
    state: 'INSUFFICIENT_DATA',
    reason: `Insufficient Data: ${String(missing)} ${were} unknown.`,
  };
}

function filled(
  alarm: Alarm,
  used: readonly Datapoint[],
  missing: number,
  state: 'ALARM' | 'OK',
): Verdict {
  if (used.length > 0) return crossing(alarm, used, state);
  const treated = alarm.missingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  const periods = missing === 1 ? '1 period' : `${String(missing)} periods`;
  const points =
    missing === 1 ? '1 missing datapoint was' : `${String(missing)} missing datapoints were`;
  return {
    state,
    reason: `Threshold Crossed: no datapoints were received for ${periods} and ${points} treated as [${treated}].`,
  };
}

const COMPARED: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** The sentence that CloudWatch gives as the reason [documented by example]. */
function crossing(alarm: Alarm, used: readonly Datapoint[], state: Verdict['state']): Verdict {
  const toAlarm = state === 'ALARM';
  const shown = used.filter(({ value }) => isBreaching(alarm, value ?? 0) === toAlarm);
  const list = shown.map(
    ({ value, startMilliseconds }) => `${decimal(value ?? 0)} (${shortTime(startMilliseconds)})`,
  );
  const one = shown.length === 1;
  const were = `${one ? 'was' : 'were'} ${toAlarm ? '' : 'not '}`;
  const count = toAlarm ? alarm.datapointsToAlarm : 1;
  const transition = toAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return {
    state,
    reason:
      `Threshold Crossed: ${String(shown.length)} out of the last ` +
      `${String(alarm.evaluationPeriods)} datapoints [${list.join(', ')}] ${were}` +
      `${COMPARED[alarm.operator] ?? ''} the threshold (${decimal(alarm.threshold)}) ` +
      `(minimum ${String(count)} datapoint${count === 1 ? '' : 's'} for ${transition} transition).`,
  };
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** `22/11/26 03:01:00` */
function shortTime(atMilliseconds: number): string {
  const [date = '', time = ''] = new Date(atMilliseconds).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}
