import type { DatabaseEventFact, DatabaseFact } from '@understudy/aws-clients';
import type { SensorReading } from '@understudy/leases';

/** What RDS says of a database, as a sensor: does it serve, and is it being repaired? */
export type DatabaseReading = Pick<SensorReading, 'result' | 'words' | 'recovering'>;

/** The engine runs and takes writes in these. */
const SERVING: ReadonlySet<string> = new Set([
  'available',
  'backing-up',
  'configuring-enhanced-monitoring',
  'configuring-iam-database-auth',
  'configuring-log-exports',
  'modifying',
  'resetting-master-credentials',
  'storage-config-upgrade',
  'storage-initialization',
  'storage-optimization',
]);

/** AWS, or somebody with a plan, is bringing it back: hold. */
const RECOVERING: ReadonlySet<string> = new Set([
  'failing-over',
  'maintenance',
  'moving-to-vpc',
  'rebooting',
  'recovering',
  'starting',
  'upgrading',
]);

/** It answers that it does not serve, or takes no writes. */
const DEAD: ReadonlySet<string> = new Set([
  'failed',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
  'incompatible-network',
  'incompatible-option-group',
  'incompatible-parameters',
  'incompatible-restore',
  'insufficient-capacity',
  'restore-error',
  'stopped',
  'stopping',
  'storage-full',
]);

/** RDS's own words for the beginning and the end of a repair of its own. */
const BEGINS = /(failover|recovery of the db instance).*(started|has started)|is being recovered/i;
const ENDS = /(failover).*completed|recovery of the db instance is complete|restarted/i;

/** A repair whose end was never told is over by then. */
const REPAIR_SECONDS_MAX = 600;

/** Events are asked for that far back. */
export const EVENTS_SECONDS = REPAIR_SECONDS_MAX;

/** The primary database, by its status and its events. A status nobody knows says nothing. */
export function judgeDatabase(
  fact: DatabaseFact | undefined,
  events: readonly DatabaseEventFact[],
  nowMilliseconds: number,
): DatabaseReading {
  // A wrong name in a plan must not look like a loss: readiness is red for it.
  if (!fact) return { result: 'not-asked', words: 'there is no database of this name' };
  const { id, status } = fact;
  const repair = repairUnderWay(events, nowMilliseconds);
  if (RECOVERING.has(status)) {
    return { result: 'no', words: `${id} is ${status}`, recovering: true };
  }
  if (repair) {
    return { result: 'no', words: `${id} is ${status}: ${repair.message}`, recovering: true };
  }
  if (SERVING.has(status)) return { result: 'yes', words: `${id} is ${status}` };
  if (DEAD.has(status)) return { result: 'no', words: `${id} is ${status}` };
  return { result: 'not-asked', words: `${id} is ${status}, which says nothing of serving` };
}

/** The replica, asked in the recovery region: is it being fed? A promoted one is no sensor. */
export function judgeReplication(fact: DatabaseFact | undefined): DatabaseReading {
  if (!fact) return { result: 'not-asked', words: 'there is no replica of this name' };
  const { id, source, status, replicationStatus } = fact;
  if (!source) return { result: 'not-asked', words: `${id} is no replica` };
  if (!SERVING.has(status)) return { result: 'not-asked', words: `${id} is ${status}` };
  const words = `${id} says ${replicationStatus ?? 'nothing'} of its source ${source.id}`;
  if (replicationStatus === undefined) return { result: 'not-asked', words };
  return { result: replicationStatus === 'replicating' ? 'yes' : 'no', words };
}

function repairUnderWay(
  events: readonly DatabaseEventFact[],
  nowMilliseconds: number,
): DatabaseEventFact | undefined {
  const since = nowMilliseconds - REPAIR_SECONDS_MAX * 1_000;
  const last = events.findLast(
    ({ message, atMilliseconds }) =>
      atMilliseconds >= since && (BEGINS.test(message) || ENDS.test(message)),
  );
  return last && BEGINS.test(last.message) && !ENDS.test(last.message) ? last : undefined;
}
