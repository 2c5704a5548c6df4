import type { RegionScene } from '@understudy/fault-simulation';

export interface RecoveryMeasures {
  /** From the loss of the region until traffic is shifted to one that serves. */
  readonly rtoSeconds: number;
  /** From the loss until the run began: the confirm window, charged to whoever recovers. */
  readonly detectionSeconds: number;
  /** Of the run: time in which nothing of AWS's was under way. Terraform's own start is in it. */
  readonly ownSeconds: number;
  /** What was waited for the database after the infrastructure stood, because of its lateness. */
  readonly latenessCostSeconds: number;
  /** Of the durable service's limit of 3,000. */
  readonly operations: number;
  /** Requests of all functions from the run's beginning to its end. */
  readonly awsCalls: number;
  /** Of the region invariants, over everything that happened (design, section 4). */
  readonly violations: number;
}

type Journal = ReturnType<RegionScene['executions']>[number]['journal'];

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What one recovery took, from the world's log of effects and the plan's record. */
export async function measureRecovery(
  scene: RegionScene,
  {
    lostAtMilliseconds,
    journal,
  }: { readonly lostAtMilliseconds: number; readonly journal: Journal },
): Promise<RecoveryMeasures> {
  const { steps, noReturnAtMilliseconds = 0 } = await scene.plan();
  const begun = journal.startedAtMilliseconds;
  const ended = steps['traffic']?.atMilliseconds ?? 0;
  const { database, infrastructure } = steps;
  const waited = noReturnAtMilliseconds - (database?.startedAtMilliseconds ?? 0);
  const after = (database?.atMilliseconds ?? 0) - (infrastructure?.atMilliseconds ?? 0);
  const run = { from: begun, to: ended };
  return {
    rtoSeconds: seconds(ended - lostAtMilliseconds),
    detectionSeconds: seconds(begun - lostAtMilliseconds),
    ownSeconds: seconds(run.to - run.from - covered(awsSpans(scene, run), run)),
    latenessCostSeconds: seconds(Math.max(0, Math.min(waited, after))),
    operations: journal.operations.size,
    awsCalls: callsIn(scene, run),
    violations: scene.violations().length,
  };
}

function seconds(milliseconds: number): number {
  return milliseconds / 1_000;
}

function callsIn(scene: RegionScene, { from, to }: Span): number {
  return scene.aws.world.log.entries.filter(
    (entry) =>
      entry.kind === 'call' &&
      entry.at >= from &&
      entry.at <= to &&
      entry.call.cause.kind === 'invocation',
  ).length;
}

/** Beginnings and ends of what AWS does by itself, by the subject of its effects. */
const UNDER_WAY: readonly (readonly [subject: RegExp, begins: RegExp, ends: RegExp])[] = [
  [/^(cluster|nodegroup)\//, /^CREATING/, /^(ACTIVE|CREATE_FAILED)/],
  [/^database\/.*\/promotion$/, /^asked/, /^never$/],
  [/^workload\//, /^0\/[1-9]/, /^([1-9]\d*)\/\1 /],
];

function awsSpans(scene: RegionScene, run: Span): readonly Span[] {
  const open = new Map<string, number>();
  const spans: Span[] = [];
  for (const entry of scene.aws.world.log.entries) {
    if (entry.kind !== 'effect' || entry.at < run.from) continue;
    const { subject, to, at } = entry;
    const known = UNDER_WAY.find(([pattern]) => pattern.test(subject));
    if (known?.[1].test(to)) open.set(subject, at);
    // A promotion ends when the source is gone.
    const key = /^database\/.*\/source$/.test(subject)
      ? subject.replace(/source$/, 'promotion')
      : subject;
    const begun = open.get(key);
    if (begun === undefined || !(key !== subject || known?.[2].test(to))) continue;
    spans.push({ from: begun, to: at });
    open.delete(key);
  }
  return [...spans, ...[...open.values()].map((from) => ({ from, to: run.to }))];
}

/** How much of a span the others cover together. */
function covered(spans: readonly Span[], within: Span): number {
  let until = within.from;
  let sum = 0;
  for (const { from, to } of [...spans].sort((one, other) => one.from - other.from)) {
    const begin = Math.max(from, until);
    const end = Math.min(to, within.to);
    if (end > begin) sum += end - begin;
    until = Math.max(until, end);
  }
  return sum;
}
