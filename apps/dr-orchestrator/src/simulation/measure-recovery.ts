import type { RegionScene } from '@understudy/fault-simulation';

export interface RecoveryMeasures {
  /** From the loss of the region until traffic is shifted to one that serves. */
  readonly rtoSeconds: number;
  /** From the loss until it was confirmed, charged to whoever recovers. */
  readonly detectionSeconds: number;
  /** From the loss until building began: on suspicion in our order, after all else in the document's. */
  readonly buildingSeconds: number;
  /** Of the run: time in which nothing of AWS's, nor Terraform, nor the confirm window was under way. */
  readonly ownSeconds: number;
  /** Of the run: Terraform's own time (init, refresh, plan, the pause between two of its looks). */
  readonly terraformSeconds: number;
  /** What was waited for the database after the infrastructure stood, because of its lateness. */
  readonly latenessCostSeconds: number;
  /** Of the durable service's limit of 3,000. */
  readonly operations: number;
  /** Requests of all functions from the run's beginning to its end. */
  readonly awsCalls: number;
  /** Of the region invariants, over everything that happened (design, section 4). */
  readonly violations: number;
}

type Steps = Awaited<ReturnType<RegionScene['plan']>>['steps'];
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
  const { database, infrastructure, outage } = steps;
  const confirmed = outage?.atMilliseconds ?? begun;
  const waited = noReturnAtMilliseconds - (database?.startedAtMilliseconds ?? 0);
  const after = (database?.atMilliseconds ?? 0) - (infrastructure?.atMilliseconds ?? 0);
  const run = { from: begun, to: ended };
  const others = [...awsSpans(scene, run), windowOf(steps, begun)];
  const withTerraform = covered([...others, ...terraformSpans(journal, run)], run);
  return {
    rtoSeconds: seconds(ended - lostAtMilliseconds),
    detectionSeconds: seconds(confirmed - lostAtMilliseconds),
    buildingSeconds: seconds((infrastructure?.startedAtMilliseconds ?? ended) - lostAtMilliseconds),
    ownSeconds: seconds(run.to - run.from - withTerraform),
    terraformSeconds: seconds(withTerraform - covered(others, run)),
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

/**
 * The confirm window, as far as it is waited for: from when nothing is left to build, or from the
 * suspicion where nothing is built before it is over. What is before that is not on its account.
 */
function windowOf({ infrastructure, outage, suspicion }: Steps, begun: number): Span {
  const to = outage?.atMilliseconds ?? begun;
  const isBuilding = infrastructure !== undefined && infrastructure.startedAtMilliseconds < to;
  const from = (isBuilding ? infrastructure : suspicion)?.atMilliseconds ?? begun;
  return { from, to: Math.max(from, to) };
}

/** What the infrastructure's step called, each as long as its durable operation lasted. */
function terraformSpans({ operations }: Journal, run: Span): readonly Span[] {
  const branchOf = (id = ''): string => operations.get(id)?.wire.Name ?? '';
  return [...operations.values()].flatMap(({ wire }) => {
    if (!CALLS.has(wire.Type ?? '') || !branchOf(wire.ParentId).startsWith('infrastructure.'))
      return [];
    const { StartTimestamp: from, EndTimestamp: to } = wire;
    return [{ from: timeOf(from) ?? run.from, to: timeOf(to) ?? run.to }];
  });
}

/** A function that is called, or a task that answers by a callback. */
const CALLS: ReadonlySet<string> = new Set(['CHAINED_INVOKE', 'CALLBACK']);

/** A journal's timestamps are text. */
function timeOf(timestamp: unknown): number | undefined {
  return typeof timestamp === 'string' ? Date.parse(timestamp) : undefined;
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
