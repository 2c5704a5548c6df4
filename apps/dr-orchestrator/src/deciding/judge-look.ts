import type { RegionLook, SensorReading } from '@understudy/leases';

/** What one look of one observer says of the primary region. */
export type LookState =
  /** Users are served, as far as anybody who was asked can tell. */
  | 'serving'
  /** Nobody who was asked says yes, and two or more were asked. */
  | 'down'
  /** AWS is repairing the database by itself. */
  | 'recovering'
  /** One says yes, another no: a person looks. */
  | 'mixed'
  /** Fewer than two sensors: silence of one proves nothing. */
  | 'too-little'
  /** The observer's own network is broken: what it did not see is not gone. */
  | 'blind';

/** Alarms are evidence for people; what decides is asked by the observers themselves. */
const EVIDENCE_ONLY: ReadonlySet<string> = new Set(['alarms']);

/** A replica that stopped replicating long ago says nothing against a primary that answers. */
const CANNOT_CONTRADICT: ReadonlySet<string> = new Set(['replication']);

/** Two sensors that agree, as everywhere in Understudy. */
const SENSORS_MIN = 2;

/** What is known beside the look itself. */
export interface LookContext {
  /**
   * The replica was being fed earlier: that it is not any more belongs to this outage. One that
   * stopped days ago says nothing.
   */
  readonly replicatedBefore: boolean;
}

/** The first row that matches wins; each stands before the next for a reason. */
export function judgeLook(look: RegionLook, context: LookContext): LookState {
  // Nothing below may be believed when the observer cannot even reach its own region.
  if (look.control.result !== 'yes') return 'blind';
  const asked = decidingReadings(look);
  // Also when users are not served meanwhile: promoting now would race the repair.
  if (asked.some(({ recovering }) => recovering)) return 'recovering';
  if (asked.length < SENSORS_MIN && !asked.some(says('yes'))) return 'too-little';
  if (!asked.some(says('yes'))) return 'down';
  // RDS goes on to say `available` of a database that has stopped working.
  if (context.replicatedBefore && isDeadInData(asked)) return 'down';
  return isContradicted(asked) ? 'mixed' : 'serving';
}

/** What counts of a look: asked, and not mere evidence. */
function decidingReadings({ sensors }: RegionLook): readonly SensorReading[] {
  return sensors.filter(
    ({ sensor, result }) => result !== 'not-asked' && !EVIDENCE_ONLY.has(sensor),
  );
}

/**
 * Somebody says yes: does anybody say otherwise? The silence of a control plane does not count
 * against an application that answers; the silence of the application counts against all.
 */
function isContradicted(asked: readonly SensorReading[]): boolean {
  const application = asked.filter(({ sensor }) => sensor === 'application');
  if (application.some(({ result }) => result !== 'yes')) return true;
  return asked.some((one) => one.result === 'no' && !CANNOT_CONTRADICT.has(one.sensor));
}

/** Only a control plane says yes; the application and the replica, who use the database, do not. */
function isDeadInData(asked: readonly SensorReading[]): boolean {
  const of = (name: string) => asked.filter(({ sensor }) => sensor === name);
  const users = [...of('application'), ...of('replication')];
  const enough = of('application').length > 0 && of('replication').length > 0;
  const others = asked.filter(({ sensor }) => sensor !== 'database');
  return enough && !users.some(says('yes')) && !others.some(says('yes'));
}

function says(result: SensorReading['result']) {
  return (reading: SensorReading): boolean => reading.result === result;
}
