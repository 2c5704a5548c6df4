import type { Random } from '../kernel/random.ts';

/** Draws of how long a machine's own changes take, in milliseconds. */
export interface Ec2Timings {
  /** `pending` to `running`. */
  starting(): number;
  /** `running` to the application's first answer. */
  ready(): number;
  /** `running` to both status checks `ok`. */
  checksPassed(): number;
  /** `stopping` to `stopped`, through the operating system. */
  stopping(): number;
  /** The same where the operating system does not listen: EC2 waits for it first. */
  stoppingHung(): number;
  /** The same with SkipOsShutdown. */
  stoppingSkipped(): number;
  terminating(): number;
  /** From an ailment's start, or its end, to the status check that shows it. */
  checkNotices(): number;
}

/** Median and 99th percentile, milliseconds. Recorded in one public run: 16.4 s and 3.0 s; the spread is believed. */
const STARTING_MS = [16_400, 45_000] as const;
const READY_MS = [3_000, 10_000] as const;
/** [believed] No public distribution: 15 s, minutes at the 99th percentile. */
const STOPPING_MS = [15_000, 150_000] as const;
/** [believed] */
const STOPPING_HUNG_MS = [60_000, 120_000, 300_000] as const;
const STOPPING_SKIPPED_MS = [6_000, 20_000] as const;
const TERMINATING_MS = [20_000, 120_000] as const;
/** [believed] A console shows `initializing` for a minute or two after a start. */
const CHECKS_PASSED_MS = [60_000, 150_000] as const;
/** [documented] Checks run every minute; [believed] one failed check is enough. */
const CHECK_NOTICES_MS = [10_000, 70_000] as const;

export function createEc2Timings(random: Random): Ec2Timings {
  return {
    starting: () => random.logNormal(...STARTING_MS),
    ready: () => random.logNormal(...READY_MS),
    checksPassed: () => random.logNormal(...CHECKS_PASSED_MS),
    stopping: () => random.logNormal(...STOPPING_MS),
    stoppingHung: () => random.triangular(...STOPPING_HUNG_MS),
    stoppingSkipped: () => random.logNormal(...STOPPING_SKIPPED_MS),
    terminating: () => random.logNormal(...TERMINATING_MS),
    checkNotices: () => random.uniform(...CHECK_NOTICES_MS),
  };
}

/** The medians, the same in every run: for tests that compute with them. */
export function createFixedEc2Timings(): Ec2Timings {
  return {
    starting: () => STARTING_MS[0],
    ready: () => READY_MS[0],
    checksPassed: () => CHECKS_PASSED_MS[0],
    stopping: () => STOPPING_MS[0],
    stoppingHung: () => STOPPING_HUNG_MS[1],
    stoppingSkipped: () => STOPPING_SKIPPED_MS[0],
    terminating: () => TERMINATING_MS[0],
    checkNotices: () => CHECK_NOTICES_MS[1] - CHECK_NOTICES_MS[0],
  };
}
