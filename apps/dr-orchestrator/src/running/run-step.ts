import { isUnderstudyError, toErrorRecord } from '@understudy/errors';
import type { Workflow } from '@understudy/workflow';

import type { PlanStep } from '../plan/plan.ts';
import { APPROVAL_REFUSED } from '../scheduling/decide-outcome.ts';
import { decideStart, type StartDecision } from '../scheduling/decide-start.ts';
import { UNCHANGED, type StepResult, type StepStatus } from '../scheduling/step-result.ts';
import type { StepEnd, StepKind, StepOutputs } from '../steps/step-kind.ts';
import { awaitAnswer } from './await-answer.ts';
import { leftToAsk, noteOfEnd, stillAsked } from './asked-failure.ts';
import { confirmStep } from './confirm-step.ts';
import { passNoReturn } from './no-return.ts';
import { tell, toldStep, type PlanRun } from './plan-run.ts';
import { changeRecord, createStepRun, inputOf } from './step-run.ts';

/** A question is asked this often within one run; then the run ends with it. */
const ATTEMPTS_MAX = 4;

/** One step on its branch: may it begin, is it the point of no return, run, confirm, write down. */
export async function runStep(
  run: PlanRun,
  branch: Workflow,
  step: PlanStep,
  before: readonly StepResult[],
): Promise<StepResult> {
  const decision = await branch.step<StartDecision>('start', () => startStep(run, step, before));
  if (decision.action === 'skip') return resultOf(step, 'done', { ...decision });
  if (decision.action === 'not-now') return resultOf(step, 'not-started', decision);
  const kind = run.kinds.get(step.kind);
  if (!kind) return resultOf(step, 'failed', unknownKind(step));
  run.active.add(step.name);
  return attemptStep(run, branch, { step, kind, before });
}

async function startStep(
  run: PlanRun,
  step: PlanStep,
  before: readonly StepResult[],
): Promise<StartDecision> {
  const { session, ended } = run;
  const { store, clock } = session.world;
  const record = await store.readPlan(session.key);
  const stoppedBy = [...ended.values()].find(({ status }) =>
    ['failed', 'aborted', 'held'].includes(status),
  );
  const decision = decideStart({
    step: step.name,
    record,
    before,
    ...(stoppedBy ? { stoppedBy } : {}),
  });
  if (decision.action === 'start') {
    // When it began counts for the estimate of what remains: a step that goes on keeps its time.
    await changeRecord(run, step.name, () => ({ phase: 'started', sentence: decision.sentence }));
    const begun = clock.now();
    await tell(run, { step: step.name, begun, sentence: `Begins: ${decision.sentence}` });
  }
  return decision;
}

interface Attempt {
  readonly step: PlanStep;
  readonly kind: StepKind;
  readonly before: readonly StepResult[];
}

async function attemptStep(run: PlanRun, branch: Workflow, attempt: Attempt): Promise<StepResult> {
  const { step } = attempt;
  const asksOnFailure = step.onFailure === 'ask';
  let left = asksOnFailure ? await leftToAsk(run, branch, step) : undefined;
  for (let number = 1; ; number++) {
    const end = left ?? (await actOnce(run, branch, attempt, number));
    left = undefined;
    const asks = !run.alone && (end.end === 'asked' || (end.end === 'failed' && asksOnFailure));
    if (!asks || number >= ATTEMPTS_MAX) return finish(run, branch, { step, number, end });
    const answer = await awaitAnswer(run, branch, { step, number, end });
    if (answer === 'approved') continue;
    const after = answer === 'refused' ? refusedBy(run, end) : stillAsked(run, end);
    return finish(run, branch, { step, number, end: after });
  }
}

/** A no is an answer: it is not asked again, and what goes on is a person's to say. */
function refusedBy({ incident }: PlanRun, { sentence }: StepEnd): StepEnd {
  return {
    end: 'failed',
    reason: APPROVAL_REFUSED,
    sentence: `A person refused: ${sentence}`,
    next: `understudy why ${incident.id}`,
  };
}

/** Everything that a kind throws ends its step only: the others go on, and the run says why. */
async function actOnce(
  run: PlanRun,
  branch: Workflow,
  { step, kind, before }: Attempt,
  number: number,
): Promise<StepEnd> {
  const outputs = Object.fromEntries(before.map((one) => [one.step, one.outputs]));
  try {
    const input = inputOf(run, step, outputs);
    const stepRun = createStepRun(run, branch, step, { attempt: `a${number}`, input, outputs });
    if (!kind.isReversible(input)) {
      const stopped = await passNoReturn(run, stepRun, step);
      if (stopped) return stopped;
    }
    const end = await kind.run(stepRun);
    return end.end === 'done' ? await confirmStep(kind, stepRun, end) : end;
  } catch (thrown) {
    // Only what the journal remembers may end here: anything else must suspend or fail the run.
    if (!isUnderstudyError(thrown)) throw thrown;
    const { code, message } = toErrorRecord(thrown);
    return { end: 'failed', reason: code, sentence: message, next: 'understudy why' };
  }
}

const STATUS: Readonly<Record<StepEnd['end'], StepStatus>> = {
  done: 'done',
  asked: 'asked',
  held: 'held',
  abort: 'aborted',
  failed: 'failed',
};

async function finish(
  run: PlanRun,
  branch: Workflow,
  { step, number, end }: { step: PlanStep; number: number; end: StepEnd },
): Promise<StepResult> {
  const goneWithout = end.end === 'failed' && step.onFailure === 'continue';
  const result = resultOf(step, goneWithout ? 'gone-without' : STATUS[end.end], {
    reason: end.end !== 'done' ? end.reason : end.unchanged ? UNCHANGED : 'done',
    sentence: end.sentence,
    ...('next' in end && end.next !== undefined ? { next: end.next } : {}),
    ...(end.end === 'done' ? { outputs: end.outputs } : {}),
  });
  const names = { name: `end-${number}`, tale: step.name };
  return toldStep(run, branch, names, async () => {
    await writeEnd(run, step, end);
    if (end.end === 'abort') await writeAbort(run, end);
    return { value: result, sentence: end.sentence };
  });
}

function writeEnd(run: PlanRun, step: PlanStep, end: StepEnd): Promise<void> {
  const { sentence } = end;
  return changeRecord(run, step.name, (before) => {
    const note = step.onFailure === 'ask' ? noteOfEnd(end, before) : {};
    switch (end.end) {
      case 'done':
        return { phase: 'done', sentence, outputs: end.outputs, ...note };
      case 'failed':
        return { phase: 'failed', sentence, ...note };
      case 'asked':
        return { phase: 'asked', sentence, ...note };
      default:
        return { sentence };
    }
  });
}

async function writeAbort(
  { session }: PlanRun,
  { reason, sentence }: { readonly reason: string; readonly sentence: string },
): Promise<void> {
  const { store, clock } = session.world;
  await session.inTurn(() =>
    store.savePlan(session.hold(), {
      aborting: { reason, sentence, atMilliseconds: clock.now() },
    }),
  );
}

function unknownKind({ kind }: PlanStep): { readonly reason: string; readonly sentence: string } {
  return { reason: 'kind-unknown', sentence: `No step of kind ${kind} is known.` };
}

export function resultOf(
  { name: step }: Pick<PlanStep, 'name'>,
  status: StepStatus,
  end: {
    readonly reason: string;
    readonly sentence: string;
    readonly next?: string;
    readonly outputs?: StepOutputs;
  },
): StepResult {
  const { reason, sentence, next, outputs = {} } = end;
  return { step, status, reason, sentence, ...(next === undefined ? {} : { next }), outputs };
}
