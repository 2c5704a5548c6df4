import { createRandom, type Random } from '@understudy/aws-simulator';

import { FAULT_KINDS, type FaultKind } from '../api-calls.ts';
import { pick, pickWeighted, whole } from '../draw.ts';
import { drawFunctionEvent, type FunctionDraws, type FunctionEvent } from '../function-events.ts';
import type { KonectaRegion } from './deployed-konecta.ts';

export type LostPart = 'region' | 'data-plane' | 'control-plane' | 'partition' | 'path';

/** One thing that happens to konecta-erp, at its time after its world has settled. */
export type RegionEvent = { readonly atSeconds: number } & (
  | {
      readonly kind: 'outage';
      readonly part: LostPart;
      readonly of: KonectaRegion;
      /** Of a path: its other end. */
      readonly to?: KonectaRegion;
      /** Until it returns; without it, it never does. */
      readonly seconds?: number;
    }
  | FunctionEvent<RegionApi, FaultKind | 'slow'>
  | { readonly kind: 'order'; readonly order: 'run' | 'abort' | 'approve' | 'prepare' }
);

export type RegionApi = 'rds' | 's3' | 'eks' | 'dynamodb' | 'lambda' | 'monitoring';

/** A world and what befalls it: plain data, so that it can be printed, cut and run again. */
export interface RegionSchedule {
  readonly seed: string;
  readonly prepared: boolean;
  readonly fieldLatencies: boolean;
  readonly events: readonly RegionEvent[];
}

/** The first blow comes within this time, and most of the rest while a recovery is under way. */
const FIRST_SECONDS = 120;
const AFTERMATH_SECONDS = 2_100;
const EVENTS_MIN = 2;
const EVENTS_MAX = 8;
/** From a flicker, which must promote nothing, to what returns when all is over. */
const LASTS_SECONDS: readonly [number, number] = [20, 4_000];
/** A region that is lost for good: every third. */
const FOR_GOOD = 0.35;
const WEIGHTS: Readonly<Record<RegionEvent['kind'], number>> = {
  outage: 5,
  api: 5,
  crash: 4,
  freeze: 3,
  order: 3,
  'stop-executions': 2,
  'invoke-again': 2,
};

const PARTS: readonly LostPart[] = ['region', 'data-plane', 'control-plane', 'partition', 'path'];

/** What befalls the functions and their executions. */
const DRAWS: FunctionDraws<RegionApi, FaultKind | 'slow'> = {
  apis: ['rds', 's3', 'eks', 'dynamodb', 'lambda', 'monitoring'],
  faults: [...FAULT_KINDS, 'slow'],
  skipMax: 60,
  timesMax: 12,
  freezeSeconds: [20, 90, 400, 1_200],
};

/** The same seed, the same schedule. */
export function drawRegionSchedule(seed: string): RegionSchedule {
  const random = createRandom(`region-schedule/${seed}`);
  const prepared = random.chance(0.5);
  const fieldLatencies = random.chance(0.6);
  const first = drawBlow(random);
  const others = Array.from({ length: whole(random, EVENTS_MIN, EVENTS_MAX) }, () =>
    drawEvent(random, first.atSeconds + whole(random, 0, AFTERMATH_SECONDS)),
  );
  const events = [first, ...others].sort((one, other) => one.atSeconds - other.atSeconds);
  return { seed, prepared, fieldLatencies, events };
}

/** What makes a recovery: the rest then befalls it on its way. */
function drawBlow(random: Random): RegionEvent {
  const atSeconds = whole(random, 0, FIRST_SECONDS);
  const part = pick(random, ['region', 'region', 'region', 'data-plane', 'partition'] as const);
  // A data plane alone returns: while the control plane calls its database available, nobody can
  // say that the region is lost, and nothing would be asked of the plan.
  const forGood = part === 'data-plane' ? 0 : FOR_GOOD;
  return { kind: 'outage', atSeconds, part, of: 'primary', ...drawEnd(random, forGood) };
}

function drawEnd(random: Random, forGood: number): { readonly seconds?: number } {
  const lasts = whole(random, ...LASTS_SECONDS);
  return random.chance(forGood) ? {} : { seconds: lasts };
}

function drawEvent(random: Random, atSeconds: number): RegionEvent {
  const when = random.chance(0.5) ? 'before' : 'after';
  const call = whole(random, 1, 400);
  const kind = pickWeighted(random, WEIGHTS);
  switch (kind) {
    case 'outage':
      return drawOutage(random, atSeconds);
    case 'order':
      return {
        kind,
        atSeconds,
        order: pick(random, ['run', 'abort', 'approve', 'prepare'] as const),
      };
    default:
      return { atSeconds, ...drawFunctionEvent(random, kind, { call, when }, DRAWS) };
  }
}

/** Any part of any region, for a while: also of those that recover and observe. */
function drawOutage(random: Random, atSeconds: number): RegionEvent {
  const of = pick(random, ['primary', 'primary', 'recovery', 'witness'] as const);
  const others = (['primary', 'recovery', 'witness'] as const).filter((other) => other !== of);
  const part = pick(random, PARTS);
  const to = pick(random, others);
  const end = { seconds: whole(random, ...LASTS_SECONDS) };
  return { kind: 'outage', atSeconds, part, of, ...(part === 'path' ? { to } : {}), ...end };
}
