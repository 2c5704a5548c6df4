import type { LeaseKey } from '../model.ts';

/**
 * What one sensor said. `no` is an answer: it was reached and does not serve. `no-answer` is
 * silence, which proves nothing by itself. `not-asked`: not configured, or asking would say nothing.
 */
export type SensorResult = 'yes' | 'no' | 'no-answer' | 'not-asked';

export interface SensorReading {
  /** `control`, `application`, `database`, `balancer`, `replication`, `alarms`. */
  readonly sensor: string;
  readonly result: SensorResult;
  /** What was seen, in words: a status, an event, the error's code. */
  readonly words: string;
  /** AWS is repairing it by itself (a Multi-AZ failover, a reboot). */
  readonly recovering?: true;
}

/** One look of one observer at a plan's primary region. */
export interface RegionLook {
  readonly atMilliseconds: number;
  /** The observer's own network: when this is not `yes`, nothing else of the look counts. */
  readonly control: SensorReading;
  readonly sensors: readonly SensorReading[];
}

/** What one observer has seen of a plan's primary region, newest look last. At most 40 looks. */
export interface Observation {
  readonly plan: string;
  /** `observer` or `witness`: an observer has one item, whatever function writes it. */
  readonly observer: string;
  /** Where it looks from. */
  readonly region: string;
  readonly looks: readonly RegionLook[];
}

/**
 * In the table of a region that is no longer in charge: its functions refuse. Ordered by the plan's
 * epoch and the term of the lease, so that what arrives late changes nothing.
 */
export interface Surrender {
  readonly key: LeaseKey;
  readonly plan: string;
  /** The epoch that the plan has (or will have) with the other region in charge. */
  readonly epoch: number;
  readonly term: number;
  readonly toRegion: string;
  readonly incident: string;
  readonly reason: string;
  readonly atMilliseconds: number;
}

/** What the guard of a plan's old region has seen of each part of the fence, newest look. */
export interface GuardRecord {
  /** The epoch that it guards: what was seen for an earlier one is void. */
  readonly epoch: number;
  readonly region: string;
  readonly atMilliseconds: number;
  readonly parts: Readonly<Record<string, GuardedPart>>;
  /** When the old region was first seen again, able to act. */
  readonly returnedAtMilliseconds?: number;
  readonly fencedAtMilliseconds?: number;
  /** Notes of the database's fence. */
  readonly notes: Readonly<Record<string, string | number | boolean>>;
}

/** What was last found of a plan's readiness, from one region. */
export interface ReadinessRecord {
  readonly region: string;
  readonly state: 'green' | 'red' | 'unknown';
  readonly sentence: string;
  readonly atMilliseconds: number;
  readonly findings: readonly {
    readonly what: string;
    readonly why: string;
    readonly mark: 'verified' | 'unverified' | 'failed' | 'unknown';
    readonly found: string;
    readonly atMilliseconds: number;
    readonly repair?: string;
  }[];
}

export interface GuardedPart {
  readonly verdict: 'fenced' | 'not-fenced' | 'unknown';
  readonly words: string;
  readonly atMilliseconds: number;
}

/** A withdrawn marker stays as such: it refuses the surrender of an older order that comes late. */
export interface SurrenderRecord extends Surrender {
  readonly state: 'surrendered' | 'withdrawn';
}
