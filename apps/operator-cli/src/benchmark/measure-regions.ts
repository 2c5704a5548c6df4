import type { RecoveryMeasures } from '@understudy/dr-orchestrator/simulation';

import { inSeconds, type Figure } from './figure.ts';
import { inThreads } from './in-threads.ts';
import type { RegionsAnswer, RegionSeed } from './run-regions.ts';
import { spreadOf } from './statistics.ts';

/** What the seeds gave: ours and the document's order on the same draws. */
export interface RegionMeasures {
  readonly ours: readonly RecoveryMeasures[];
  readonly prepared: readonly RecoveryMeasures[];
  readonly document: readonly RecoveryMeasures[];
  /** Recoveries that did not complete: their seeds are in none of the three. */
  readonly unfinished: readonly string[];
  readonly processorMilliseconds: number;
}

/** One world for each seed and order. */
export async function measureRegions(
  workspaceRoot: string,
  seeds: number,
): Promise<RegionMeasures> {
  const worker = new URL('./regions-worker.ts', import.meta.url);
  const answers = await inThreads<RegionsAnswer>(worker, { workspaceRoot }, seeds);
  const all = answers.flatMap((answer) => answer.seeds);
  const complete = all.flatMap((seed) => (isComplete(seed) ? [seed] : []));
  return {
    ours: complete.map(({ ours }) => ours),
    prepared: complete.map(({ prepared }) => prepared),
    document: complete.map(({ document }) => document),
    unfinished: all.flatMap((seed) =>
      Object.values(seed).filter((end): end is string => typeof end === 'string'),
    ),
    processorMilliseconds: answers.reduce((sum, one) => sum + one.processorMilliseconds, 0),
  };
}

function isComplete(
  seed: RegionSeed,
): seed is { readonly [Order in keyof RegionSeed]: RecoveryMeasures } {
  return Object.values(seed).every((end) => typeof end !== 'string');
}

const COLD_SAVING = 0.3;
const PREPARED_SAVING = 0.5;
const OWN_SHARE_SECONDS = 10;

/** The rows of the benchmark's table. */
export function regionFigures(measures: RegionMeasures): readonly Figure[] {
  const { ours, prepared, document } = measures;
  const rto = (of: readonly RecoveryMeasures[]) => spreadOf(of.map(({ rtoSeconds }) => rtoSeconds));
  const [our, lit, their] = [rto(ours), rto(prepared), rto(document)];
  const of = (worlds: readonly RecoveryMeasures[], what: 'ownSeconds' | 'terraformSeconds') =>
    spreadOf(worlds.map((one) => one[what]));
  const [own, ownLit] = [of(ours, 'ownSeconds'), of(prepared, 'ownSeconds')];
  const terraform = of(ours, 'terraformSeconds');
  const operations = Math.max(...ours.map((one) => one.operations));
  const late = spreadOf(ours.map(({ latenessCostSeconds }) => latenessCostSeconds));
  const calls = spreadOf(ours.map(({ awsCalls }) => awsCalls));
  const note = `${ours.length} seeds, each in three worlds; detection is charged to both`;
  return [
    row("region: RTO in the document's order", seconds(their.p50, their.p99), { note }),
    saving('region: RTO, cold, p50', our.p50, their.p50, COLD_SAVING),
    saving('region: RTO, cold, p99', our.p99, their.p99, COLD_SAVING),
    saving('region: RTO, prepared in peace time, p50', lit.p50, their.p50, PREPARED_SAVING),
    row('region: what the late promotion cost, p50, p99', seconds(late.p50, late.p99), {}),
    ...beginningFigures(measures),
    row('region: own share, cold, p50, p99', seconds(own.p50, own.p99), {
      target: `≤ ${OWN_SHARE_SECONDS} s`,
      met: own.p99 <= OWN_SHARE_SECONDS,
      note: 'less what AWS, Terraform and the confirm window take',
    }),
    row('region: own share, prepared, p50, p99', seconds(ownLit.p50, ownLit.p99), {
      note: 'a silent region is asked four times on the way to the promotion, 5 s each',
    }),
    row("region: Terraform's own time, cold, p50, p99", seconds(terraform.p50, terraform.p99), {
      note: 'init, refresh, plan, and its pause between two looks at what AWS builds',
    }),
    row('region: operations of the durable limit of 3,000', `${operations}`, {
      target: '≤ 1,000',
      met: operations <= 1_000,
    }),
    row('region: AWS calls of a recovery', `${calls.p50}, at most ${calls.max}`, {}),
    heldFigure(measures),
  ];
}

/** When the loss is confirmed, for both; and when building begins, ours upon the suspicion. */
function beginningFigures({ ours, document }: RegionMeasures): readonly Figure[] {
  const median = (of: readonly RecoveryMeasures[], what: 'detectionSeconds' | 'buildingSeconds') =>
    spreadOf(of.map((one) => one[what])).p50;
  return [
    row(
      "region: the loss is confirmed, ours and the document's, p50",
      seconds(median(ours, 'detectionSeconds'), median(document, 'detectionSeconds')),
      {},
    ),
    row(
      "region: building begins, ours and the document's, p50",
      seconds(median(ours, 'buildingSeconds'), median(document, 'buildingSeconds')),
      {},
    ),
  ];
}

/** Whether all of it went as it must, and what it took to find out. */
function heldFigure({ ours, prepared, document, ...all }: RegionMeasures): Figure {
  const worlds = [...ours, ...prepared, ...document];
  const violations = worlds.reduce((sum, one) => sum + one.violations, 0);
  const { unfinished, processorMilliseconds } = all;
  const perSecond = (worlds.length * 1_000) / processorMilliseconds;
  const value = `${worlds.length}, ${violations}, ${unfinished.length}`;
  return row('region: recoveries, violations of the invariants, unfinished', value, {
    target: 'no violation, none unfinished',
    met: violations === 0 && unfinished.length === 0,
    note: [`${perSecond.toFixed(1)} worlds per second of one core`, ...unfinished].join('; '),
  });
}

function saving(what: string, ours: number, theirs: number, wanted: number): Figure {
  const saved = 1 - ours / theirs;
  return row(what, `${inSeconds(ours * 1_000)}, ${Math.round(saved * 100)} % less`, {
    target: `${wanted * 100} % less`,
    met: saved >= wanted,
  });
}

function seconds(p50: number, p99: number): string {
  return `${inSeconds(p50 * 1_000)}, ${inSeconds(p99 * 1_000)}`;
}

function row(what: string, value: string, more: Omit<Figure, 'what' | 'value'>): Figure {
  return { what, value, ...more };
}
