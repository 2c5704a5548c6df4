import type { CallEntry, LogEntry } from '@understudy/aws-simulator';
import type { Scene } from '@understudy/fault-simulation';
import type { Incident, TimelineEntry } from '@understudy/leases';

import { accountTime, type TimeAccount } from '../demo/account-time.ts';
import { countRequests, type RequestCounts } from './count-requests.ts';
import { ownPhases, type OwnPhases } from './own-phases.ts';
import { createMeasuredScene, servedAgainAt, type Subject } from './source-world.ts';

/** One failover that an alarm drove. */
export interface MeasuredFailover {
  readonly time: TimeAccount;
  readonly requests: RequestCounts;
  /** Absent where a part of it cannot be told: a stop that had to be asked for twice, say. */
  readonly phases: OwnPhases | undefined;
}

export interface MeasuredFailovers {
  readonly runs: readonly MeasuredFailover[];
  /** Failovers that the reconciler saw before the alarm, or that did not end served: not counted. */
  readonly others: number;
  readonly violations: number;
}

const CONFIRM_LOOK_SECONDS = 10;

/** Covers an alarm's period, a stop that needs SkipOsShutdown, a start and its health checks. */
const STORY_SECONDS = 480;

/** Longer than the schedule that keeps the router warm, and whole minutes: alarms have phases. */
const SILENCE_SECONDS = 360;

/** Hangs and dead applications in turn, each with the field's latencies. */
export async function measureFailovers(
  subject: Subject,
  seeds: number,
): Promise<MeasuredFailovers> {
  const runs: MeasuredFailover[] = [];
  let others = 0;
  let violations = 0;
  for (let number = 1; number <= seeds; number++) {
    const at = await createMeasuredScene(subject, { seed: `failover-${number}` });
    // An alarm comes after hours without one: only what a schedule keeps warm is warm.
    at.region.lambda.pool.drop();
    await at.pass(SILENCE_SECONDS);
    const faultAt = at.clock.now();
    at.jupiter.ec2.fault(at.pair.primaryId, number % 2 === 0 ? 'hang' : 'app-dead');
    await at.pass(STORY_SECONDS);
    const run = await measureRun(at, faultAt);
    violations += (await at.violations()).length;
    if (run) runs.push(run);
    else others++;
  }
  return { runs, others, violations };
}

async function measureRun(at: Scene, faultAt: number): Promise<MeasuredFailover | undefined> {
  const incident = (await at.incidents()).find(({ outcome }) => outcome?.name === 'completed');
  const servedAt = servedAgainAt(at, faultAt);
  if (!incident || servedAt === undefined) return undefined;
  if (!incident.trigger.startsWith('alarm ')) return undefined;
  const timeline = await at.timeline(incident.id);
  const calls = callsOf(at, faultAt);
  const time = timeOf(at, incident, timeline, faultAt, servedAt);
  return {
    time,
    requests: countRequests(calls, timeline),
    phases: ownPhases({
      ...time,
      entries: at.aws.world.log.entries,
      timeline,
      calls,
      alarmAtMilliseconds: faultAt + time.detectionMilliseconds,
      servedAtMilliseconds: servedAt,
      leavingId: at.pair.primaryId,
      takingId: at.pair.backupId,
    }),
  };
}

function timeOf(
  at: Scene,
  incident: Incident,
  timeline: readonly TimelineEntry[],
  faultAtMilliseconds: number,
  servedAtMilliseconds: number,
): TimeAccount {
  const windowLooks = timeline.filter(
    ({ step, atMilliseconds }) =>
      /^look-(?!1$)/.test(step) && atMilliseconds < servedAtMilliseconds,
  );
  return accountTime({
    entries: at.aws.world.log.entries,
    faultAtMilliseconds,
    servedAtMilliseconds,
    openedAtMilliseconds: incident.openedAtMilliseconds,
    leavingId: at.pair.primaryId,
    takingId: at.pair.backupId,
    targetGroupName: at.pair.targetGroupName,
    confirmWindowMilliseconds: windowLooks.length * CONFIRM_LOOK_SECONDS * 1_000,
  });
}

/** All calls of the execution that started the backup. */
function callsOf(at: Scene, since: number): readonly CallEntry[] {
  const calls = at.aws.world.log.entries.filter(
    (entry): entry is CallEntry => entry.kind === 'call' && entry.at >= since,
  );
  const arn = executionOf(at.changes(since)[0]);
  return calls.filter((entry) => arn !== undefined && executionOf(entry) === arn);
}

export function executionOf(entry: LogEntry | undefined): string | undefined {
  if (entry?.kind !== 'call') return undefined;
  const { cause } = entry.call;
  return cause.kind === 'invocation' ? cause.executionArn : undefined;
}
