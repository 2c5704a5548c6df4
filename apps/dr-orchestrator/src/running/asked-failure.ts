import type { PlanStepRecord } from '@understudy/leases';
import type { Workflow } from '@understudy/workflow';

import type { PlanStep } from '../plan/plan.ts';
import type { StepEnd } from '../steps/step-kind.ts';
import type { PlanRun } from './plan-run.ts';

/** Of a step with `on-failure: ask`: what failed and is asked about, kept from run to run. */
const REASON = 'failed-reason';
const SENTENCE = 'failed-sentence';

/** What the record keeps of a failure's words. */
const SENTENCE_MAX = 1_000;

const ASKED = 'failed-';

type Failed = Extract<StepEnd, { end: 'failed' }>;

/**
 * A failure that a person is asked about is not tried again before they answered: the next look goes
 * on with the question, not with the act. An order to run is a yes.
 */
export async function leftToAsk(
  run: PlanRun,
  branch: Workflow,
  { name }: PlanStep,
): Promise<Failed | undefined> {
  const left = await branch.step<Failed | null>('left-to-ask', async () => {
    if (run.order?.order === 'run') return null;
    const { steps } = await run.session.world.store.readPlan(run.session.key);
    const { [REASON]: reason, [SENTENCE]: sentence } = steps[name]?.memory ?? {};
    if (typeof reason !== 'string' || reason === '') return null;
    const next = `understudy why ${run.incident.id}`;
    return { end: 'failed', reason, sentence: String(sentence), next };
  });
  return left ?? undefined;
}

/** Nobody has answered, and nothing else goes on: the run ends with its question. */
export function stillAsked({ incident }: PlanRun, end: StepEnd): StepEnd {
  if (end.end !== 'failed') return end;
  const { reason, sentence } = end;
  const next = `understudy approve ${incident.id}`;
  return { end: 'asked', reason: `${ASKED}${reason}`, sentence, next };
}

/** What the record must keep of an end, or forget: any other end than the question answers it. */
export function noteOfEnd(
  end: StepEnd,
  before: PlanStepRecord | undefined,
): Pick<PlanStepRecord, 'memory'> {
  const isAsked = end.end === 'asked' && end.reason.startsWith(ASKED);
  const note = isAsked
    ? { [REASON]: end.reason.slice(ASKED.length), [SENTENCE]: end.sentence.slice(0, SENTENCE_MAX) }
    : { [REASON]: '', [SENTENCE]: '' };
  return { memory: { ...before?.memory, ...note } };
}
