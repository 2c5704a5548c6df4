import type { EffectLog } from './effect-log.ts';

/**
 * What is lost. The data plane is what serves users and carries data: machines, databases,
 * balancers, functions, tables, topics. The control plane is the APIs that create, change and
 * describe. A path is the network between regions, in one direction.
 */
export type Outage =
  /** All of it: nothing runs there, nothing there answers. */
  | { readonly kind: 'region'; readonly name: string; readonly region: string }
  | { readonly kind: 'data-plane'; readonly name: string; readonly region: string }
  | {
      readonly kind: 'control-plane';
      readonly name: string;
      readonly region: string;
      /** Only these services, by their name in a signature. Default: all. */
      readonly services?: readonly string[];
    }
  /** What is inside goes on and reaches all that is inside; nothing comes in or goes out. */
  | { readonly kind: 'partition'; readonly name: string; readonly region: string }
  | {
      readonly kind: 'path';
      readonly name: string;
      /** A region, or `*`: every other region and everybody outside. */
      readonly from: string;
      readonly to: string;
    };

/** What the world has lost, and what that means for a request. */
export interface Outages {
  readonly active: readonly Outage[];
  /** Begins one, logged under its name; returns how to end it. Several may overlap. */
  begin(outage: Outage): () => void;
  /** Whether what runs in a region runs. */
  serves(region: string): boolean;
  /** Whether a region's APIs that create, change and describe answer. */
  manages(region: string, service: string): boolean;
  /** Whether a packet goes from one region to another. Undefined: a person, somewhere else. */
  connects(from: string | undefined, to: string | undefined): boolean;
  /** Whether a region ran at a time of the past. */
  servedAt(region: string, atMilliseconds: number): boolean;
  /** When it last stopped or began to run again; -Infinity when it always ran. */
  changedAt(region: string): number;
  /** Runs the task now, or when an end of an outage makes the condition true. */
  when(isPossible: () => boolean, task: () => void): void;
  /** Called after each beginning and end, in the order of subscription. */
  onChange(listener: () => void): void;
}

export function createOutages(clock: { now(): number }, log: EffectLog): Outages {
  const active: Outage[] = [];
  const listeners: (() => void)[] = [];
  const past: { readonly outage: Outage; readonly from: number; to: number }[] = [];
  let waiting: { readonly isPossible: () => boolean; readonly task: () => void }[] = [];
  const serves = (region: string): boolean => !active.some((outage) => stops(outage, region));

  /** What waited runs after the listeners: the region is up when it goes on. */
  function resume(): void {
    const ready = waiting.filter(({ isPossible }) => isPossible());
    waiting = waiting.filter((one) => !ready.includes(one));
    for (const { task } of ready) task();
  }

  function record(outage: Outage, from: string, to: string): void {
    const cause = { kind: 'fault', name: outage.name } as const;
    const subject = `outage/${describeOutage(outage)}`;
    log.append({ kind: 'effect', at: clock.now(), subject, from, to, cause });
    for (const listener of [...listeners]) listener();
    resume();
  }

  return {
    active,
    begin(outage) {
      const lasted = { outage, from: clock.now(), to: Infinity };
      active.push(outage);
      past.push(lasted);
      record(outage, 'none', outage.kind);
      return () => {
        const index = active.indexOf(outage);
        if (index < 0) return;
        active.splice(index, 1);
        lasted.to = clock.now();
        record(outage, outage.kind, 'none');
      };
    },
    serves,
    manages: (region, service) => !active.some((outage) => unmanages(outage, region, service)),
    connects: (from, to) => !active.some((outage) => cuts(outage, from, to)),
    servedAt: (region, at) =>
      !past.some(({ outage, from, to }) => from <= at && at < to && stops(outage, region)),
    changedAt: (region) =>
      Math.max(
        ...past
          .filter(({ outage }) => stops(outage, region))
          .map(({ from, to }) => (to === Infinity ? from : to)),
      ),
    when(isPossible, task) {
      if (isPossible()) task();
      else waiting.push({ isPossible, task });
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

function stops(outage: Outage, region: string): boolean {
  return (outage.kind === 'region' || outage.kind === 'data-plane') && outage.region === region;
}

function unmanages(outage: Outage, region: string, service: string): boolean {
  if (outage.kind === 'region') return outage.region === region;
  if (outage.kind !== 'control-plane' || outage.region !== region) return false;
  return outage.services?.includes(service) ?? true;
}

function cuts(outage: Outage, from: string | undefined, to: string | undefined): boolean {
  if (outage.kind === 'partition') return from !== to && [from, to].includes(outage.region);
  if (outage.kind !== 'path') return false;
  const leaves = outage.from === '*' ? from !== to : outage.from === from;
  return leaves && (outage.to === '*' ? from !== to : outage.to === to);
}

function describeOutage(outage: Outage): string {
  return outage.kind === 'path'
    ? `path/${outage.from}/${outage.to}`
    : `${outage.kind}/${outage.region}`;
}
