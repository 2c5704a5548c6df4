import type { Workflow } from '@understudy/workflow';

import type { PlanStep } from '../plan/plan.ts';
import { stepsBefore } from '../plan/step-graph.ts';
import type { StepResult } from '../scheduling/step-result.ts';
import type { PlanRun } from './plan-run.ts';
import { resultOf, runStep } from './run-step.ts';

/**
 * Runs every step as soon as what it waits for is done. Each step has a branch of its own, begun
 * side by side in the plan's order, so that a replay names the same operations; a branch waits for
 * the results of others, which a replay gives it as they were.
 */
export function beginSteps(run: PlanRun): ReadonlyMap<string, Promise<StepResult>> {
  const ends = new Map<string, Promise<StepResult>>();
  for (const step of run.session.plan.steps) {
    // All that comes before it, so that it may refer to what any of them gave.
    const before = [...stepsBefore(run.session.plan.steps, step.name)].flatMap(
      (name) => ends.get(name) ?? [],
    );
    const end = branchOf(run, step, before);
    // A failure is seen by whoever awaits all of them; it must not be unheard of until then.
    end.catch(() => undefined);
    ends.set(step.name, end);
  }
  return ends;
}

async function branchOf(
  run: PlanRun,
  step: PlanStep,
  before: readonly Promise<StepResult>[],
): Promise<StepResult> {
  const results = await run.workflow.parallel(step.name, {
    run: async (branch: Workflow) => runStep(run, branch, step, await Promise.all(before)),
  });
  const result = results['run'] ?? resultOf(step, 'not-started', NO_RESULT);
  run.active.delete(step.name);
  run.ended.set(step.name, result);
  return result;
}

const NO_RESULT = { reason: 'no-result', sentence: 'The branch gave no result.' };

/** Resolves as soon as a step has found that the run is to be taken back; else when all have ended. */
export async function abortedOrEnded(
  ends: ReadonlyMap<string, Promise<StepResult>>,
): Promise<StepResult | undefined> {
  const all = [...ends.values()];
  const aborted = all.map(async (end) => {
    // One that throws is heard of when all have ended.
    const result = await end.catch(() => undefined);
    return result?.status === 'aborted' ? result : never();
  });
  const ended = Promise.allSettled(all).then(() => Promise.all(all));
  const found = ended.then((results) => results.find(({ status }) => status === 'aborted'));
  return Promise.race([...aborted, found]);
}

/** A branch that ended otherwise decides nothing. A promise of its own: a shared one keeps each run. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
