import { effectiveArming, type PlanRecord, type ServiceRecord } from '@understudy/leases';

import { keepsFromServing } from '../deciding/judge-behind-fence.ts';
import { ACCEPTED_WITHOUT_EVIDENCE, FENCE_REGION_KIND } from '../fencing/fence-step.ts';
import { lookAfresh } from '../observing/observe.ts';
import type { PlanStep } from '../plan/plan.ts';
import { stepsBefore } from '../plan/step-graph.ts';
import {
  decideNoReturn,
  type NoReturnDecision,
  type NoReturnQuestion,
} from '../scheduling/decide-no-return.ts';
import { remainingBeside, stepsBeside } from '../scheduling/remaining.ts';
import type { StepStatus } from '../scheduling/step-result.ts';
import { approval } from '../steps/approval.ts';
import type { Estimate, StepEnd, StepRun } from '../steps/step-kind.ts';
import { Trigger, type OrderTrigger } from '../triggers/trigger.ts';
import { tell, type PlanRun } from './plan-run.ts';
import { inputOf } from './step-run.ts';

/** The outage is looked at this often while waiting costs no time. */
const EVERY_SECONDS = 10;

/** Longer than any infrastructure takes to be built. */
const WAIT_SECONDS_MAX = 3 * 3_600;

/** What a wait that ends this soon after a decision's last telling is not worth another line. */
const TELL_EVERY_MS = 60_000;

/**
 * Waits until the step must begin, with a fresh look each time; then writes down that there is no
 * way back. `undefined`: go on. A run that passed it before does not wait again.
 */
export async function passNoReturn(
  run: PlanRun,
  step: StepRun<unknown>,
  planStep: PlanStep,
): Promise<StepEnd | undefined> {
  let toldAt = Number.NEGATIVE_INFINITY;
  let toldReason = '';
  const waited = await step.workflow.poll<NoReturnDecision>(
    'no-return',
    async ({ signal }) => {
      const decision = await lookAndDecide(run, step, planStep, signal);
      const now = step.world.clock.now();
      if (decision.reason !== toldReason || now - toldAt >= TELL_EVERY_MS) {
        await tell(run, { step: step.step, begun: now, sentence: decision.sentence });
        toldAt = now;
        toldReason = decision.reason;
      }
      if (decision.action === 'wait') return { met: false, last: decision };
      if (decision.action === 'start' && decision.reason !== 'past-no-return') {
        await writeNoReturn(run);
      }
      return { met: true, value: decision };
    },
    { everySeconds: EVERY_SECONDS, timeoutSeconds: WAIT_SECONDS_MAX },
  );
  const { action, reason, sentence } = waited.value;
  switch (action) {
    case 'start':
      return undefined;
    case 'abort':
      return { end: 'abort', reason, sentence };
    case 'ask':
      return { end: 'asked', reason, sentence, next: `understudy approve ${run.incident.id}` };
    default:
      return { end: 'held', reason, sentence };
  }
}

async function lookAndDecide(
  run: PlanRun,
  step: StepRun<unknown>,
  planStep: PlanStep,
  signal: AbortSignal,
): Promise<NoReturnDecision> {
  const { session, order, incident } = run;
  const { world, plan } = session;
  const record = await world.store.readPlan(session.key);
  // Passed before, by this run or by one that it goes on with: no look would change it.
  if (record.noReturnAtMilliseconds !== undefined) {
    return {
      action: 'start',
      reason: 'past-no-return',
      sentence: 'The point of no return has passed: the run goes forward.',
    };
  }
  const [service, verdict, permission] = await Promise.all([
    world.store.readService(session.key),
    lookAfresh(world, plan, signal),
    step.permits('primary-unreachable'),
  ]);
  const now = world.clock.now();
  const abortOrder = abortOrderIn(service);
  const stopped = stoppedBeside(run, step.step);
  const fenceStep = plan.steps.find(({ kind }) => kind === FENCE_REGION_KIND)?.name;
  return decideNoReturn({
    step: step.step,
    verdict,
    arming: effectiveArming(service.arming, now),
    ordered: order !== undefined,
    ...(abortOrder ? { abortOrder } : {}),
    keptFromServing: keepsFromServing(record, fenceStep),
    forced: incident.mode === 'forced',
    mayProceedUnreachable:
      plan.whenUnknown === 'proceed' || permission.granted || wasAccepted(record, plan.hash),
    ...(stopped ? { stopped } : {}),
    unproven: incident.failures === 0 ? [] : undoneBeside(run, record, step.step),
    remaining: remainingBeside({
      step: step.step,
      steps: plan.steps,
      records: record.steps,
      estimateOf: (name) => estimateOf(run, name),
      isReversible: (name) => isReversible(run, name),
      nowMilliseconds: now,
    }),
    estimate: estimateOf(run, planStep.name),
  });
}

/** A person said yes to the silence of the old region, when its fence was asked about. */
function wasAccepted({ steps }: PlanRecord, planHash: string): boolean {
  return Object.values(steps).some(
    ({ memory }) => memory?.[ACCEPTED_WITHOUT_EVIDENCE] === planHash,
  );
}

/** Ends of this run's steps, and questions that are no mere consent: who asks is not done. */
function stoppedBeside(run: PlanRun, step: string): NoReturnQuestion['stopped'] {
  const { steps } = run.session.plan;
  for (const { name } of stepsBeside(steps, step)) {
    const end = run.ended.get(name);
    if (end && STOPS.has(end.status)) return { step: name, words: end.reason };
    const kind = steps.find((one) => one.name === name)?.kind;
    if (run.waiting.has(name) && kind !== approval.name) {
      return { step: name, words: 'a person is asked' };
    }
  }
  return undefined;
}

const STOPS: ReadonlySet<StepStatus> = new Set(['failed', 'asked', 'held', 'aborted']);

/** What waits at this point of no return too, or behind it, cannot be done before. */
function undoneBeside(run: PlanRun, record: PlanRecord, step: string): readonly string[] {
  const { steps } = run.session.plan;
  const waits = (name: string): boolean =>
    [name, ...stepsBefore(steps, name)].some((one) => !isReversible(run, one));
  return stepsBeside(steps, step)
    .map(({ name }) => name)
    .filter((name) => record.steps[name]?.phase !== 'done' && !waits(name));
}

/** Estimates are of the kind and its input as they are known; one that refers to outputs is asked without. */
export function estimateOf(run: PlanRun, name: string): Estimate {
  const step = run.session.plan.steps.find((one) => one.name === name);
  const kind = step && run.kinds.get(step.kind);
  if (!step || !kind) return { medianSeconds: 0, highSeconds: 0 };
  return kind.estimate(inputOf(run, step, {}), run.facts);
}

function isReversible(run: PlanRun, name: string): boolean {
  const step = run.session.plan.steps.find((one) => one.name === name);
  const kind = step && run.kinds.get(step.kind);
  return !step || !kind || kind.isReversible(inputOf(run, step, {}));
}

/** An order that joined this very run. */
function abortOrderIn({ openIncident }: ServiceRecord): OrderTrigger | undefined {
  const orders = (openIncident?.joined ?? []).flatMap(({ order }) => {
    const parsed = Trigger.safeParse(order);
    return parsed.success && parsed.data.kind === 'order' ? [parsed.data] : [];
  });
  return orders.findLast((one) => one.order === 'abort');
}

async function writeNoReturn({ session }: PlanRun): Promise<PlanRecord> {
  const { store, clock } = session.world;
  return session.inTurn(() =>
    store.savePlan(session.hold(), { noReturnAtMilliseconds: clock.now() }),
  );
}
