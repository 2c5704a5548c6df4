import type { PlanStepRecord } from '@understudy/leases';

import { longestWay, stepsBefore, type Node } from '../plan/step-graph.ts';
import type { Estimate } from '../steps/step-kind.ts';

export interface Remaining {
  /** How long the step may still take without anything becoming later by it. */
  readonly seconds: number;
  /** What takes so long meanwhile. */
  readonly steps: readonly string[];
}

/** Steps that neither come before a step nor wait for it, in the order that they were given. */
export function stepsBeside(steps: readonly Node[], step: string): readonly Node[] {
  const before = stepsBefore(steps, step);
  return steps.filter(
    ({ name }) => name !== step && !before.has(name) && !stepsBefore(steps, name).has(step),
  );
}

/**
 * The longest way through what remains, less what follows the step itself: when that is no longer
 * than the step takes, waiting would cost time. A step that takes longer than its estimate counts as
 * nearly done: the promotion must not wait for what nobody can foretell any more. Other steps at the
 * same point of no return wait for it too, and must not be waited for.
 */
export function remainingBeside(question: {
  readonly step: string;
  /** In an order in which each comes after all that it waits for. */
  readonly steps: readonly Node[];
  readonly records: Readonly<Record<string, PlanStepRecord>>;
  readonly estimateOf: (step: string) => Estimate;
  readonly isReversible: (step: string) => boolean;
  readonly nowMilliseconds: number;
}): Remaining {
  const { step, steps, records, estimateOf, isReversible, nowMilliseconds } = question;
  const before = stepsBefore(steps, step);
  const left = among(steps, ({ name }) => !before.has(name));
  const following = among(left, ({ name }) => stepsBefore(steps, name).has(step));
  const follows = new Set(following.map(({ name }) => name));
  const secondsOf = (name: string): number => {
    if (name === step || (!isReversible(name) && !follows.has(name))) return 0;
    return secondsLeft(records[name], estimateOf(name), nowMilliseconds);
  };
  const way = longestWay(left, secondsOf);
  return {
    seconds: way.seconds - longestWay(following, secondsOf).seconds,
    steps: way.steps.filter((name) => !follows.has(name) && secondsOf(name) > 0),
  };
}

/** Some of the steps, waiting for each other only. */
function among(steps: readonly Node[], isIn: (step: Node) => boolean): readonly Node[] {
  const some = steps.filter(isIn);
  const names = new Set(some.map(({ name }) => name));
  return some.map(({ name, after }) => ({ name, after: after.filter((one) => names.has(one)) }));
}

function secondsLeft(
  record: PlanStepRecord | undefined,
  { medianSeconds }: Estimate,
  nowMilliseconds: number,
): number {
  if (record === undefined || record.phase === 'undone') return medianSeconds;
  if (record.phase === 'done') return 0;
  const elapsedSeconds = (nowMilliseconds - record.startedAtMilliseconds) / 1_000;
  return Math.max(0, medianSeconds - elapsedSeconds);
}
