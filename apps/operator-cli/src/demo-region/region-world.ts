import { createHttpDoor, type StackPackage } from '@understudy/aws-simulator';
import {
  createVirtualClock,
  type Clock,
  type Scheduler,
  type VirtualClock,
} from '@understudy/clock';
import {
  createDeployedKonecta,
  type DeployedKonecta,
  type KonectaRegion,
} from '@understudy/fault-simulation';

import type { Speed } from '../demo/pace.ts';
import { hostKonecta, type RealPrograms } from '../hosting/host-konecta.ts';
import { serveCluster } from '../hosting/serve-cluster.ts';

export interface RegionWorldOptions extends RealPrograms {
  readonly speed: Speed;
  readonly seed: string;
  readonly startMilliseconds: number;
  readonly packages: Readonly<Record<KonectaRegion, string | StackPackage>>;
  /** The cluster stands already, as `understudy prepare dr` leaves it. */
  readonly prepared: boolean;
  /** The clock of whoever watches. */
  readonly real: Clock;
  readonly signal: AbortSignal;
}

export interface RegionWorld {
  readonly deployed: DeployedKonecta;
  readonly clock: VirtualClock;
  /**
   * Lets the world's time pass until something is so; false when it is not after this long. What is
   * asked on the way is answered in the world's time too.
   */
  readonly passUntil: (
    isSo: () => boolean | Promise<boolean>,
    secondsMax: number,
  ) => Promise<boolean>;
  stop(): Promise<void>;
}

/** Between two looks, of the world's time: fine enough for a board, coarse enough to cost little. */
const SLICE_SECONDS = 2;

/**
 * konecta-erp on virtual time that is let go at a pace: a busy machine only makes it slower, never
 * wrong, and the functions' own work takes none of it. Real processes run beside it.
 */
export async function makeRegionWorld(options: RegionWorldOptions): Promise<RegionWorld> {
  const { seed, packages, prepared, terraform, kubernetes, startMilliseconds } = options;
  const clock = createVirtualClock(startMilliseconds);
  let url = '';
  const deployed = createDeployedKonecta({
    clock: movingByItself(clock),
    seed,
    packages,
    konecta: { prepared },
    ...(await hostKonecta(options, () => url)),
  });
  const door = terraform || kubernetes ? createHttpDoor(deployed.aws.door, { port: 0 }) : undefined;
  if (door) url = (await door.start()).url;
  const isBuiltByTerraform = terraform !== undefined && !prepared;
  const cluster = kubernetes
    ? await serveCluster(deployed, { ...options, isBuiltByTerraform }).catch(async (thrown) => {
        await door?.stop();
        throw thrown;
      })
    : undefined;
  return {
    deployed,
    clock,
    passUntil: (isSo, secondsMax) => passUntil({ ...options, clock }, isSo, secondsMax),
    async stop() {
      await cluster?.stop();
      await door?.stop();
    },
  };
}

/** For those who must not run on a clock that stands still: this one is let go all the time. */
function movingByItself(clock: VirtualClock): Scheduler {
  return {
    now: () => clock.now(),
    schedule: (at, task) => clock.schedule(at, task),
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
  };
}

async function passUntil(
  world: Pick<RegionWorldOptions, 'real' | 'signal' | 'speed'> & { readonly clock: VirtualClock },
  isSo: () => boolean | Promise<boolean>,
  secondsMax: number,
): Promise<boolean> {
  const { clock, signal } = world;
  const end = clock.now() + secondsMax * 1_000;
  while (clock.now() < end) {
    signal.throwIfAborted();
    let answer: boolean | undefined;
    const looking = Promise.resolve(isSo()).then((value) => (answer = value));
    // At least one slice for each look, and as many as its questions take to be answered.
    do await passSlice(world);
    while (answer === undefined && clock.now() < end && !signal.aborted);
    if (answer !== undefined && (await looking)) return true;
    // A failed look is the story's failure: it must not be swallowed.
    if (answer === undefined) await Promise.race([looking, Promise.resolve()]);
  }
  return false;
}

async function passSlice({
  clock,
  real,
  signal,
  speed,
}: Pick<RegionWorldOptions, 'real' | 'signal' | 'speed'> & {
  readonly clock: VirtualClock;
}): Promise<void> {
  const began = real.now();
  await clock.advanceTo(clock.now() + SLICE_SECONDS * 1_000);
  if (speed === 'max') return;
  const due = (SLICE_SECONDS * 1_000) / speed - (real.now() - began);
  // Also when it is late: real processes' requests come in between two slices only.
  await real.sleep(Math.max(1, due), signal);
}
