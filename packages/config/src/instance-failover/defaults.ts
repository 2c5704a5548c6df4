/** A number of the configuration: its default, and the bounds within which it makes sense. */
export interface Bounded {
  readonly byDefault: number;
  readonly min: number;
  readonly max: number;
  /** Why the bounds are where they are: shown to whoever leaves them. */
  readonly why: string;
}

/** Design, section 7. Each bound keeps a run inside what the platform and the lease allow. */
export const LIMITS = {
  looks: {
    byDefault: 2,
    min: 2,
    max: 6,
    why: 'one look may catch a blip; more than six keep a dead service waiting',
  },
  lookEverySeconds: {
    byDefault: 10,
    min: 5,
    max: 60,
    why: 'health checks and alarms do not change faster than every 5 s',
  },
  coolDownMinutes: {
    byDefault: 10,
    min: 0,
    max: 240,
    why: 'soft symptoms just after a change are its echo; hours later they are not',
  },
  stopAgainAfterSeconds: {
    byDefault: 60,
    min: 20,
    max: 600,
    why: 'a graceful shutdown deserves 20 s; nobody waits ten minutes to repeat it',
  },
  skipOsShutdownAfterSeconds: {
    byDefault: 120,
    min: 30,
    max: 900,
    why: 'it risks data that was not written: only after a repeated stop had its time',
  },
  giveUpAfterSeconds: {
    byDefault: 180,
    min: 60,
    max: 1_200,
    why: 'a stop takes up to a minute; after twenty a person must know',
  },
  startTimeoutSeconds: {
    byDefault: 300,
    min: 60,
    max: 1_800,
    why: 'status checks alone take one to three minutes',
  },
  capacityTries: {
    byDefault: 6,
    min: 1,
    max: 30,
    why: 'capacity comes back within minutes or not tonight',
  },
  capacityEverySeconds: {
    byDefault: 20,
    min: 5,
    max: 300,
    why: 'faster is throttled, slower wastes the outage',
  },
  healthyTimeoutSeconds: {
    byDefault: 180,
    min: 30,
    max: 1_800,
    why: 'a target needs its health checks and the application its start',
  },
  switchoverDrainSeconds: {
    byDefault: 30,
    min: 0,
    max: 3_600,
    why: 'load balancers drain for at most an hour',
  },
  recordTtlSeconds: {
    byDefault: 60,
    min: 0,
    max: 3_600,
    why: 'a longer life keeps clients at the failed member',
  },
  velocityServices: {
    byDefault: 5,
    min: 1,
    max: 100,
    why: 'more at once have one cause that a person should see',
  },
  velocityPercent: { byDefault: 20, min: 1, max: 100, why: 'it is a share of all services' },
  velocityMinutes: {
    byDefault: 5,
    min: 1,
    max: 60,
    why: 'failures further apart have nothing to do with each other',
  },
  velocityZoneServices: {
    byDefault: 50,
    min: 1,
    max: 500,
    why: 'a zone is one event, and 500 services are all that a stage may have',
  },
} as const satisfies Record<string, Bounded>;

/** One stage of one region: more belongs into another stage (paging, velocity, one table). */
export const SERVICES_MAX = 500;

/** Things that a failover moves one after the other: each costs seconds of the outage. */
export const MOVED_MAX = 20;
