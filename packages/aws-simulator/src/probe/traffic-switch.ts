import type { Origin } from '../kernel/origin.ts';
import type { World } from '../kernel/world.ts';

/** Which region users' new requests go to. */
export interface TrafficSwitch {
  /** The share of each region, together 1; less where a name resolves to nothing. */
  shares(): Readonly<Record<string, number>>;
  onChange(listener: () => void): void;
}

/** One that a test or a modelled step turns by hand. */
export interface ManualTrafficSwitch extends TrafficSwitch {
  turn(region: string, origin: Origin): void;
}

export interface TrafficSwitchOptions {
  readonly name: string;
  readonly region: string;
  /** From a turn until resolvers follow it. */
  readonly settleMilliseconds?: number;
  /** The share whose resolvers ignore the time to live, and for how long. */
  readonly stale?: { readonly share: number; readonly milliseconds: number };
}

/** [documented] A record's change reaches all servers within 60 s; resolvers keep answers as long as they may. */
const SETTLE_MS = 60_000;
/** [believed] Field notes, section 8: 5 to 15 minutes. */
const STALE = { share: 0.02, milliseconds: 600_000 };

export function createTrafficSwitch(
  world: World,
  options: TrafficSwitchOptions,
): ManualTrafficSwitch {
  const { settleMilliseconds = SETTLE_MS, stale = STALE } = options;
  const listeners: (() => void)[] = [];
  let shares: Readonly<Record<string, number>> = { [options.region]: 1 };
  let turns = 0;

  function set(next: Readonly<Record<string, number>>, origin: Origin): void {
    const [from, to] = [describe(shares), describe(next)];
    shares = next;
    const subject = `traffic/${options.name}`;
    world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...origin });
    for (const listener of listeners) listener();
  }

  return {
    shares: () => shares,
    turn(region, origin) {
      const turn = ++turns;
      const [before = region] = Object.entries(shares).sort(([, a], [, b]) => b - a)[0] ?? [];
      const now = world.clock.now();
      const later = (milliseconds: number, next: Readonly<Record<string, number>>): void =>
        void world.clock.schedule(now + milliseconds, () => {
          if (turn === turns) set(next, origin);
        });
      if (before === region) return;
      later(settleMilliseconds, { [region]: 1 - stale.share, [before]: stale.share });
      later(settleMilliseconds + stale.milliseconds, { [region]: 1 });
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

function describe(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .filter(([, share]) => share > 0)
    .map(([region, share]) => `${region} ${Math.round(share * 100)}%`)
    .join(', ');
}
