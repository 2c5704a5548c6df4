import { createRandom, type Jupiter, type Random } from '@understudy/aws-simulator';

import { FAULT_KINDS } from './api-calls.ts';
import { pick, pickWeighted, whole } from './draw.ts';
import { drawFunctionEvent, type FunctionEvent } from './function-events.ts';

export type MachineFault = Parameters<Jupiter['ec2']['fault']>[1];
export type Side = 'primary' | 'backup';

const APIS = ['ec2', 'elasticloadbalancing', 'dynamodb', 'lambda'] as const;

/** What befalls the functions and their executions. */
const DRAWS = {
  apis: APIS,
  faults: FAULT_KINDS,
  skipMax: 40,
  timesMax: 8,
  freezeSeconds: [20, 90, 400, 900],
};

/** One thing that happens to a world, at its time after the world has settled. */
export type FaultEvent = { readonly atSeconds: number } & (
  | {
      readonly kind: 'machine';
      readonly service: number;
      readonly side: Side;
      readonly fault: MachineFault;
      readonly times?: number;
    }
  | {
      readonly kind: 'person';
      readonly service: number;
      readonly side: Side;
      readonly does: 'start' | 'stop' | 'register' | 'deregister';
    }
  | {
      readonly kind: 'order';
      readonly service: number;
      readonly order: 'run' | 'switchover' | 'failback';
    }
  | FunctionEvent<(typeof APIS)[number]>
  | { readonly kind: 'messages'; readonly copies: number; readonly reorderSeconds: number }
  | { readonly kind: 'silence' }
);

/** A world and what befalls it: plain data, so that it can be printed, cut and run again. */
export interface Schedule {
  readonly seed: string;
  readonly services: number;
  /** Calls and starts take the field's times, so that they overlap; else none at all. */
  readonly fieldLatencies: boolean;
  readonly events: readonly FaultEvent[];
}

/** Everything befalls within this time; then it is quiet. */
export const STORM_SECONDS = 600;

const SERVICES_MAX = 3;
/** Machines that fail, and for how long after one of them the rest befalls. */
const BLOWS_MAX = 3;
const AFTERMATH_SECONDS = 150;
const EVENTS_MIN = 3;
const EVENTS_MAX = 10;

/** Of all faults, how often each kind is drawn. Machines first: they make the rest happen. */
const WEIGHTS: Readonly<Record<FaultEvent['kind'], number>> = {
  machine: 8,
  person: 4,
  order: 2,
  api: 4,
  crash: 3,
  freeze: 3,
  messages: 1,
  silence: 1,
  'stop-executions': 2,
  'invoke-again': 2,
};

const MACHINE_FAULTS: readonly MachineFault[] = [
  'crash',
  'crash',
  'hang',
  'app-dead',
  'app-dead',
  'app-error',
  'system-impaired',
  'comes-back',
  'stop-hangs',
  'start-refused',
  'start-falls-back',
  'recover',
];

/** The same seed, the same schedule. */
export function drawSchedule(seed: string): Schedule {
  const random = createRandom(`schedule/${seed}`);
  const services = whole(random, 1, SERVICES_MAX);
  const fieldLatencies = random.chance(0.6);
  const count = whole(random, EVENTS_MIN, EVENTS_MAX);
  const blows = Array.from({ length: whole(random, 1, BLOWS_MAX) }, () =>
    drawBlow(random, services),
  );
  const others = Array.from({ length: count }, () =>
    drawEvent(
      random,
      services,
      pick(random, blows).atSeconds + whole(random, 0, AFTERMATH_SECONDS),
    ),
  );
  const events = [...blows, ...others];
  return {
    seed,
    services,
    fieldLatencies,
    events: events.sort((one, other) => one.atSeconds - other.atSeconds),
  };
}

/** What makes a failover: the rest then befalls it on its way, instead of an idle world. */
function drawBlow(random: Random, services: number): FaultEvent {
  return {
    kind: 'machine',
    atSeconds: whole(random, 0, STORM_SECONDS),
    service: whole(random, 0, services - 1),
    side: random.chance(0.8) ? 'primary' : 'backup',
    fault: pick(random, ['crash', 'crash', 'hang', 'app-dead', 'stop-hangs'] as const),
  };
}

function drawEvent(random: Random, services: number, atSeconds: number): FaultEvent {
  const service = whole(random, 0, services - 1);
  const side = random.chance(0.7) ? 'primary' : 'backup';
  const when = random.chance(0.5) ? 'before' : 'after';
  const call = whole(random, 1, 120);
  const kind = pickWeighted(random, WEIGHTS);
  switch (kind) {
    case 'machine': {
      const fault = pick(random, MACHINE_FAULTS);
      const times = fault.startsWith('start-') ? { times: whole(random, 1, 3) } : {};
      return { kind, atSeconds, service, side, fault, ...times };
    }
    case 'person':
      return {
        kind,
        atSeconds,
        service,
        side,
        does: pick(random, ['start', 'start', 'stop', 'register', 'deregister'] as const),
      };
    case 'order':
      return {
        kind,
        atSeconds,
        service,
        order: pick(random, ['run', 'switchover', 'failback'] as const),
      };
    case 'messages':
      return {
        kind,
        atSeconds,
        copies: whole(random, 1, 4),
        reorderSeconds: whole(random, 0, 120),
      };
    case 'silence':
      return { kind, atSeconds };
    default:
      return { atSeconds, ...drawFunctionEvent(random, kind, { call, when }, DRAWS) };
  }
}
