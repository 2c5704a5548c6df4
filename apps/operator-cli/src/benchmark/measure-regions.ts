import { runRegionRecovery, type RecoveryMeasures } from '@understudy/dr-orchestrator/simulation';

import { inSeconds, type Figure } from './figure.ts';
import { spreadOf } from './statistics.ts';

/** What each seed gave: ours and the document's order on the same draws. */
export interface RegionMeasures {
  readonly ours: readonly RecoveryMeasures[];
  readonly prepared: readonly RecoveryMeasures[];
  readonly document: readonly RecoveryMeasures[];
}

/** Worlds at once: each waits for real turns of the event loop most of its time. */
const AT_ONCE = 4;

/** One world for each seed and order. */
export async function measureRegions(
  workspaceRoot: string,
  seeds: number,
): Promise<RegionMeasures> {
  const names = Array.from({ length: seeds }, (_, index) => `region-${index}`);
  const measure = (order: 'understudy' | 'document', prepared: boolean) =>
    inBatches(names, (seed) => runRegionRecovery({ seed, prepared, order, workspaceRoot }));
  const ours = await measure('understudy', false);
  const prepared = await measure('understudy', true);
  const document = await measure('document', false);
  return { ours, prepared, document };
}

async function inBatches<T>(
  names: readonly string[],
  run: (name: string) => Promise<T>,
): Promise<readonly T[]> {
  const done: T[] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    done.push(...(await Promise.all(names.slice(from, from + AT_ONCE).map(run))));
  }
  return done;
}

const COLD_SAVING = 0.3;
const PREPARED_SAVING = 0.5;
const OWN_SHARE_SECONDS = 10;

/** The rows of the benchmark's table. */
export function regionFigures({ ours, prepared, document }: RegionMeasures): readonly Figure[] {
  const rto = (of: readonly RecoveryMeasures[]) => spreadOf(of.map(({ rtoSeconds }) => rtoSeconds));
  const [our, lit, their] = [rto(ours), rto(prepared), rto(document)];
  const own = spreadOf(ours.map(({ ownSeconds }) => ownSeconds));
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
    row('region: own share, p50, p99', seconds(own.p50, own.p99), {
      target: `≤ ${OWN_SHARE_SECONDS} s`,
      met: own.p50 <= OWN_SHARE_SECONDS,
    }),
    row('region: operations of the durable limit of 3,000', `${operations}`, {
      target: '≤ 1,000',
      met: operations <= 1_000,
    }),
    row('region: AWS calls of a recovery', `${calls.p50}, at most ${calls.max}`, {}),
  ];
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
