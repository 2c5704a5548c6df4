import { runRegionRecovery, type RecoveryMeasures } from '@understudy/dr-orchestrator/simulation';
import { hasCode } from '@understudy/errors';

import type { Share } from './in-threads.ts';

/** The three recoveries of one seed, on the same draws; one that did not complete has a sentence. */
export interface RegionSeed {
  readonly ours: RecoveryMeasures | string;
  readonly prepared: RecoveryMeasures | string;
  readonly document: RecoveryMeasures | string;
}

export interface RegionsRequest extends Share {
  readonly workspaceRoot: string;
}

export interface RegionsAnswer {
  readonly seeds: readonly RegionSeed[];
  /** Of this thread. */
  readonly processorMilliseconds: number;
}

/** One thread's share of the lost regions, one world after the other: none is kept. */
export async function runRegions(request: RegionsRequest): Promise<RegionsAnswer> {
  const began = process.threadCpuUsage();
  const seeds: RegionSeed[] = [];
  for (let number = request.fromSeed; number < request.toSeed; number++) {
    seeds.push(await runSeed(`region-${number}`, request.workspaceRoot));
  }
  const { user, system } = process.threadCpuUsage(began);
  return { seeds, processorMilliseconds: (user + system) / 1_000 };
}

async function runSeed(seed: string, workspaceRoot: string): Promise<RegionSeed> {
  const recover = (order: 'understudy' | 'document', prepared: boolean) =>
    unlessUnfinished(runRegionRecovery({ seed, prepared, order, workspaceRoot }));
  return {
    ours: await recover('understudy', false),
    prepared: await recover('understudy', true),
    document: await recover('document', false),
  };
}

/** A recovery that does not complete is a finding of the measurement, not its end. */
async function unlessUnfinished(
  running: Promise<RecoveryMeasures>,
): Promise<RecoveryMeasures | string> {
  try {
    return await running;
  } catch (error) {
    if (hasCode(error, 'RecoveryUnfinished')) return (error as Error).message;
    throw error;
  }
}
