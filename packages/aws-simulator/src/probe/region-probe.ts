import type { EffectEntry } from '../kernel/effect-log.ts';
import type { World } from '../kernel/world.ts';
import type { TrafficSwitch } from './traffic-switch.ts';

/** An application in one region, as its users and its database see it. */
export interface ProbedSite {
  readonly region: string;
  /** Brings the application in line with its database and pods; before each look. */
  refresh(): void;
  /** Whether a request that reaches the region's balancer is served. */
  serves(): boolean;
  /** The database that it writes to now, by a name that is unique; undefined: it cannot write. */
  writesTo(): string | undefined;
  /** From now on so many requests a second are committed there. */
  load(requestsPerSecond: number): void;
}

/** A stretch of time in which users fared in the same way. */
export interface RegionStretch {
  /** The share of requests that was served. */
  readonly served: number;
  /** Where the served ones went: regions in alphabetical order. */
  readonly regions: readonly string[];
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
  /** The effect that began it; undefined for the first. */
  readonly began?: EffectEntry;
}

export interface RegionProbeReport {
  /** The time in which users were not served, weighed by their share. */
  readonly downtimeMilliseconds: number;
  /** From the first refused request to the last, once and for all. */
  readonly unavailableMilliseconds: number;
  /** How long two databases were written by their applications at once. */
  readonly splitBrainMilliseconds: number;
  readonly stretches: readonly RegionStretch[];
}

/** A user who never tires, behind the traffic switch. */
export interface RegionProbe {
  report(): RegionProbeReport;
  stop(): void;
}

export interface RegionProbeOptions {
  readonly sites: readonly ProbedSite[];
  readonly traffic: TrafficSwitch;
  readonly requestsPerSecond: number;
  /** What the application commits of its own, without any user, wherever it can. */
  readonly jobsPerSecond: number;
}

/** Between two effects every request fares like the one before it: the probe computes, it asks nothing. */
export function createRegionProbe(world: World, options: RegionProbeOptions): RegionProbe {
  const stretches: RegionStretch[] = [];
  let splitBrainMilliseconds = 0;
  let looking = false;
  let seen = look(world, options);
  let since = world.clock.now();
  let began: EffectEntry | undefined;

  function advance(): void {
    const now = world.clock.now();
    if (now === since) return;
    if (seen.written.size > 1) splitBrainMilliseconds += now - since;
    const last = stretches.at(-1);
    const { served, regions } = seen;
    if (last && last.served === served && last.regions.join() === regions.join()) {
      stretches[stretches.length - 1] = { ...last, toMilliseconds: now };
    } else {
      const stretch = { served, regions, fromMilliseconds: since, toMilliseconds: now };
      stretches.push({ ...stretch, ...(began && { began }) });
    }
    since = now;
  }

  function lookAgain(effect: EffectEntry): void {
    // What a look itself changes (connections, the nodes' answers) is part of that look.
    if (looking) return;
    looking = true;
    advance();
    const before = seen;
    seen = look(world, options);
    if (before.served !== seen.served || before.regions.join() !== seen.regions.join()) {
      began = effect;
    }
    looking = false;
  }

  const stop = world.log.subscribe((entry) => {
    if (entry.kind === 'effect' && CONCERNS.test(entry.subject)) lookAgain(entry);
  });
  return {
    stop,
    report() {
      advance();
      const unserved = stretches.filter(({ served }) => served < 1);
      const length = (one: RegionStretch): number => one.toMilliseconds - one.fromMilliseconds;
      return {
        downtimeMilliseconds: unserved.reduce(
          (sum, one) => sum + length(one) * (1 - one.served),
          0,
        ),
        unavailableMilliseconds: stretches
          .filter(({ served }) => served === 0)
          .reduce((sum, one) => sum + length(one), 0),
        splitBrainMilliseconds,
        stretches: [...stretches],
      };
    },
  };
}

/** The effects after which users may fare differently. */
const CONCERNS = /^(database|cluster|nodegroup|workload|instance|target|traffic|outage)\//;

interface Look {
  readonly served: number;
  readonly regions: readonly string[];
  readonly written: ReadonlySet<string>;
}

function look(world: World, options: RegionProbeOptions): Look {
  const shares = options.traffic.shares();
  const written = new Set<string>();
  const regions: string[] = [];
  let served = 0;
  for (const site of options.sites) {
    site.refresh();
    const share = shares[site.region] ?? 0;
    const reached = share > 0 && isReached(world, site.region) && site.serves();
    const database = site.writesTo();
    if (reached) {
      served += share;
      regions.push(site.region);
    }
    site.load((reached ? share * options.requestsPerSecond : 0) + options.jobsPerSecond);
    if (database !== undefined && (reached || options.jobsPerSecond > 0)) written.add(database);
  }
  return { served: Math.min(1, served), regions: regions.sort(), written };
}

/** Users are outside of every region. */
function isReached({ outages }: World, region: string): boolean {
  return outages.connects(undefined, region) && outages.connects(region, undefined);
}
