import type { Ec2Timings } from '@understudy/aws-simulator';

/** Machines that move in seconds: the polls are then as short as they are elsewhere long. */
export const QUICK_MACHINES: Ec2Timings = {
  starting: () => 2_000,
  ready: () => 1_000,
  checksPassed: () => 2_000,
  stopping: () => 2_000,
  stoppingHung: () => 60_000,
  stoppingSkipped: () => 2_000,
  terminating: () => 2_000,
  checkNotices: () => 2_000,
};
