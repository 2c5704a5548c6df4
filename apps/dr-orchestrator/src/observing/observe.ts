import type { LeaseKey, Observation, RegionRecords } from '@understudy/leases';

import { judgeOutage } from '../deciding/judge-outage.ts';
import {
  DEFAULT_OUTAGE_POLICY,
  type OutagePolicy,
  type OutageVerdict,
} from '../deciding/outage-verdict.ts';
import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { lookAtPrimary, type ObservingWorld } from './look-at-primary.ts';

/** `observer` looks from the recovery region, `witness` from a third one. */
export type ObserverRole = 'observer' | 'witness';

export interface RecordingWorld extends ObservingWorld {
  readonly records: Pick<RegionRecords, 'readObservations' | 'addLook'>;
  /** Where this function runs. */
  readonly region: string;
}

/** Looks, and writes what was seen into the recovery region's table. */
export async function observe(
  world: RecordingWorld,
  plan: Plan,
  observer: ObserverRole,
  signal?: AbortSignal,
): Promise<Observation> {
  const look = await lookAtPrimary(world, plan, signal);
  // One that was cut short has seen nothing.
  signal?.throwIfAborted();
  return world.records.addLook({ plan: plan.name, observer, region: world.region }, look);
}

/** The verdict of now, from what the recovery region's table has. */
export async function readVerdict(
  records: Pick<RegionRecords, 'readObservations'>,
  plan: Plan,
  nowMilliseconds: number,
): Promise<OutageVerdict> {
  return verdictOf(await records.readObservations(plan.name), plan, nowMilliseconds);
}

function verdictOf(
  observations: readonly Observation[],
  plan: Plan,
  nowMilliseconds: number,
): OutageVerdict {
  return judgeOutage({
    plan: plan.name,
    primaryRegion: plan.regions.primary,
    observations,
    policy: outagePolicyOf(plan),
    nowMilliseconds,
  });
}

export function outagePolicyOf({ confirmWindowSeconds }: Plan): OutagePolicy {
  return { ...DEFAULT_OUTAGE_POLICY, confirmWindowSeconds };
}

/**
 * A fresh look of our own, and the verdict with it: what a run asks before what cannot be undone.
 * It counts as the observer's newest, so that a primary that came back a second ago is seen.
 */
export async function lookAfresh(
  world: RecoveryWorld,
  plan: Plan,
  signal?: AbortSignal,
): Promise<OutageVerdict> {
  const recording = recordingWorldOf(world, plan);
  await observe(recording, plan, 'observer', signal);
  return readVerdict(recording.records, plan, world.clock.now());
}

/**
 * The verdict, with a look of our own in it that is no older than this. A look at a silent region
 * lasts as long as its silence is waited for; one that was made a moment ago would say the same.
 */
export async function lookUnlessFresh(
  world: RecoveryWorld,
  plan: Plan,
  freshSeconds: number,
  signal?: AbortSignal,
): Promise<OutageVerdict> {
  const { records, region } = recordingWorldOf(world, plan);
  const observations = await records.readObservations(plan.name);
  const now = world.clock.now();
  const own = observations.find((one) => one.observer === 'observer' && one.region === region);
  const newest = own?.looks.at(-1)?.atMilliseconds ?? Number.NEGATIVE_INFINITY;
  const isFresh = now - newest < freshSeconds * 1_000;
  return isFresh ? verdictOf(observations, plan, now) : lookAfresh(world, plan, signal);
}

/** What an observer needs of a recovery's world. */
export function recordingWorldOf(world: RecoveryWorld, { regions }: Plan): RecordingWorld {
  const recovery = world.inRegion(regions.recovery);
  return {
    clock: world.clock,
    http: world.http,
    records: recovery.records,
    primary: world.inRegion(regions.primary),
    recovery,
    region: world.settings.region,
  };
}

export function planKey(plan: Pick<Plan, 'name'>): LeaseKey {
  return `plan#${plan.name}`;
}
