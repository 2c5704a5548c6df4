import type { PlanStepRecord } from '@understudy/leases';

import { longestWay, stepsBefore, type Node } from '../plan/step-graph.ts';
import type { Estimate } from '../steps/step-kind.ts';

export interface Remaining {
  /** The longest way through what is still to be built. */
  readonly seconds: number;
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
 * How long what must be built beside a step still takes. A step that takes longer than its estimate
 * counts as nearly done: the promotion must not wait for what nobody can foretell any more.
 */
export function remainingBeside(question: {
  readonly step: string;
  /** In an order in which each comes after all that it waits for. */
  readonly steps: readonly Node[];
  readonly records: Readonly<Record<string, PlanStepRecord>>;
  readonly estimateOf: (step: string) => Estimate;
  readonly nowMilliseconds: number;
}): Remaining {
  const { step, steps, records, estimateOf, nowMilliseconds } = question;
  const beside = stepsBeside(steps, step);
  const names = new Set(beside.map(({ name }) => name));
  const nodes = beside.map(({ name, after }) => ({
    name,
    after: after.filter((one) => names.has(one)),
  }));
  return longestWay(nodes, (name) => {
    const record = records[name];
    const median = estimateOf(name).medianSeconds;
    if (record === undefined || record.phase === 'undone') return median;
    if (record.phase === 'done') return 0;
    const elapsed = (nowMilliseconds - record.startedAtMilliseconds) / 1_000;
    return Math.max(0, median - elapsed);
  });
}
