import type { MetricPoint } from '@understudy/aws-clients';

export type LagJudgement =
  | { readonly lag: 'within'; readonly sentence: string }
  | {
      readonly lag: 'too-much' | 'not-replicating' | 'unknown';
      readonly reason: 'lag-over-rpo' | 'not-replicating' | 'lag-unknown';
      readonly sentence: string;
    };

export interface LagQuestion {
  /** Newest first: ReplicaLag, one point for each period. */
  readonly points: readonly MetricPoint[];
  readonly periodSeconds: number;
  /** Values after this are of a replica that has nobody to copy from. */
  readonly lostSinceMilliseconds: number;
  readonly rpoSeconds: number;
  readonly idleLagSeconds: number;
  readonly engine: string;
}

/** A value older than this before the outage says nothing of what was lost. */
export const FRESH_SECONDS = 600;

/**
 * Observers look every minute and the metric has a period of one: what was lost had been failing for
 * up to this long, and the values of that time are of a replica without a source.
 */
const UNSEEN_SECONDS = 120;

/** A drop by more than this is the reset of an idle source's clock, not replication catching up. */
const RESET_SECONDS = 60;

/** What the last value before the outage says of the data that a promotion would lose. */
export function judgeLag(question: LagQuestion): LagJudgement {
  const { points, periodSeconds, lostSinceMilliseconds: lostSince, rpoSeconds } = question;
  const until = lostSince - UNSEEN_SECONDS * 1_000;
  const before = points.filter(
    ({ atMilliseconds }) => atMilliseconds + periodSeconds * 1_000 <= until,
  );
  const [last] = before;
  const age = last && (lostSince - last.atMilliseconds) / 1_000;
  if (!last || age === undefined || age > FRESH_SECONDS) {
    const found = last ? `its last value is ${Math.round(age ?? 0)} s older` : 'there is no value';
    return {
      lag: 'unknown',
      reason: 'lag-unknown',
      sentence: `How far the replica was behind before the outage is not known: ${found}.`,
    };
  }
  if (last.value < 0) {
    return {
      lag: 'not-replicating',
      reason: 'not-replicating',
      sentence: 'The replica was not replicating before the outage (lag −1).',
    };
  }
  if (last.value <= rpoSeconds) {
    const sentence = `The replica was ${last.value} s behind before the outage, of ${rpoSeconds} s.`;
    return { lag: 'within', sentence };
  }
  if (isIdle(question, before)) {
    return {
      lag: 'within',
      sentence: `The replica reported ${last.value} s, as an idle source of ${question.engine} does: nothing was written.`,
    };
  }
  return {
    lag: 'too-much',
    reason: 'lag-over-rpo',
    sentence: `The replica was ${last.value} s behind before the outage, more than ${rpoSeconds} s.`,
  };
}

/**
 * An idle PostgreSQL source shows the age of its last commit as lag, until it switches its log after
 * five minutes: it grows by the time that passes, falls at once, and never exceeds the limit. Only a
 * fall that was seen tells it from replication that has just stopped.
 */
function isIdle(
  { engine, idleLagSeconds, periodSeconds }: LagQuestion,
  before: readonly MetricPoint[],
): boolean {
  if (!/postgres/.test(engine)) return false;
  const [last] = before;
  const recent = before.filter(
    ({ atMilliseconds }) =>
      last !== undefined &&
      last.atMilliseconds - atMilliseconds <= 2 * (idleLagSeconds + periodSeconds) * 1_000,
  );
  if (recent.some(({ value }) => value < 0 || value > idleLagSeconds + periodSeconds)) return false;
  return recent.some(({ value }, index) => {
    const earlier = recent[index + 1];
    return earlier !== undefined && earlier.value - value > RESET_SECONDS;
  });
}
