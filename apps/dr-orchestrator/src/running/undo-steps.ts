import { isUnderstudyError, toErrorRecord } from '@understudy/errors';
import type { Workflow } from '@understudy/workflow';

import type { PlanStep } from '../plan/plan.ts';
import type { StepEnd, StepOutputs } from '../steps/step-kind.ts';
import { toldStep, type PlanRun } from './plan-run.ts';
import { changeRecord, createStepRun, inputOf } from './step-run.ts';

/** What taking the run back came to. */
export interface Undone {
  readonly undone: readonly string[];
  /** Nothing takes these back, or it failed: for a person to read. */
  readonly left: readonly { readonly step: string; readonly sentence: string }[];
}

/** Takes back what was done, last first. What cannot be taken back is named, never hidden. */
export async function undoSteps(
  run: PlanRun,
  round: string,
  already: readonly string[],
): Promise<Undone> {
  const begun = await run.workflow.step(`undo-list-${round}`, () => begunSteps(run, already));
  const undone: string[] = [];
  const left: { step: string; sentence: string }[] = [];
  for (const name of begun.names) {
    const step = run.session.plan.steps.find((one) => one.name === name);
    if (!step) continue;
    const results = await run.workflow.parallel(`undo-${name}-${round}`, {
      run: (branch) => undoStep(run, branch, step, begun.outputs),
    });
    const end = results['run'];
    if (end?.end === 'done') undone.push(name);
    else if (end) left.push({ step: name, sentence: end.sentence });
  }
  return { undone, left };
}

interface Begun {
  readonly names: readonly string[];
  readonly outputs: Readonly<Record<string, StepOutputs>>;
}

/** Begun and not on its way any more, in the reverse of the plan's order. */
async function begunSteps(run: PlanRun, already: readonly string[]): Promise<Begun> {
  const { session, active } = run;
  const { steps } = await session.world.store.readPlan(session.key);
  const names = session.plan.steps
    .map(({ name }) => name)
    .filter((name) => {
      const phase = steps[name]?.phase;
      return phase !== undefined && phase !== 'undone' && !active.has(name);
    })
    .filter((name) => !already.includes(name))
    .reverse();
  const outputs = Object.fromEntries(
    Object.entries(steps).map(([name, { outputs: given }]) => [name, given ?? {}]),
  );
  return { names, outputs };
}

async function undoStep(
  run: PlanRun,
  branch: Workflow,
  step: PlanStep,
  outputs: Begun['outputs'],
): Promise<StepEnd> {
  const end = await attemptUndo(run, branch, step, outputs);
  return toldStep(run, branch, { name: 'undone', tale: step.name }, async () => {
    if (end.end === 'done') {
      await changeRecord(run, step.name, () => ({ phase: 'undone', sentence: end.sentence }));
    }
    return { value: end, sentence: `Taken back: ${end.sentence}` };
  });
}

async function attemptUndo(
  run: PlanRun,
  branch: Workflow,
  step: PlanStep,
  outputs: Begun['outputs'],
): Promise<StepEnd> {
  const kind = run.kinds.get(step.kind);
  const nothing = { end: 'done', outputs: {}, sentence: `${step.name} changed nothing.` } as const;
  if (!kind?.undo) {
    return kind?.leaves
      ? { end: 'failed', reason: 'left', sentence: kind.leaves, next: 'nothing' }
      : nothing;
  }
  try {
    const input = inputOf(run, step, outputs);
    return await kind.undo(createStepRun(run, branch, step, { attempt: 'u', input, outputs }));
  } catch (thrown) {
    if (!isUnderstudyError(thrown)) throw thrown;
    const { code, message } = toErrorRecord(thrown);
    return { end: 'failed', reason: code, sentence: message, next: 'understudy why' };
  }
}
