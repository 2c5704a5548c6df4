import * as z from 'zod';

import { judgeSuspicion, type SuspicionDecision } from '../deciding/judge-suspicion.ts';
import { planKey, readVerdict } from '../observing/observe.ts';
import type { StepKind, StepRun } from './step-kind.ts';
import { PATIENCE_SECONDS, verifyOutage } from './verify-outage.ts';

const Input = z.strictObject({});
type Input = z.infer<typeof Input>;

/** A read of our own table: the looks themselves are made by the observers and `verify-outage`. */
const EVERY_SECONDS = 5;

/**
 * When building may begin, before the loss is confirmed: what comes after this step must be what
 * can stay as a pilot light. It decides nothing else; the run's fate is `verify-outage`'s.
 */
export const suspectOutage: StepKind<Input> = {
  name: 'suspect-outage',
  input: Input,
  outputs: () => ({}),
  isReversible: () => true,
  // An observer starts the run on the suspicion itself; an alarm or a person comes earlier.
  estimate: () => ({ medianSeconds: 5, highSeconds: 120 }),
  check: async ({ plan }) => [
    {
      check: 'building begins before the loss is confirmed',
      mark: 'verified',
      words: `after ${plan.suspicionWindowSeconds} s of ${plan.confirmWindowSeconds} s`,
    },
  ],

  async run(step) {
    const { value: decision } = await step.workflow.poll<SuspicionDecision>(
      'suspicion',
      async () => {
        const seen = await look(step);
        return seen.action === 'wait' ? { met: false, last: seen } : { met: true, value: seen };
      },
      {
        everySeconds: EVERY_SECONDS,
        timeoutSeconds: step.plan.confirmWindowSeconds + PATIENCE_SECONDS,
      },
    );
    const { action, reason, sentence } = decision;
    return action === 'build'
      ? { end: 'done', outputs: {}, sentence }
      : { end: 'held', reason, sentence };
  },

  // What was seen is the evidence; what needs more than a suspicion looks for itself.
  confirm: async () => ({ confirmed: true, sentence: '' }),
};

/** The yes is asked for with the confirmed loss (verify-outage): a suspicion is not told to people. */
const ASKED_FIRST: SuspicionDecision = {
  action: 'leave',
  reason: 'approval',
  sentence: 'Nothing is built upon a suspicion where a person is asked first (trigger: approval).',
};

async function look({ world, plan, incident }: StepRun<Input>): Promise<SuspicionDecision> {
  const { steps, aborting } = await world.store.readPlan(planKey(plan));
  if (aborting) return { action: 'leave', ...aborting };
  if (plan.trigger === 'approval' && incident.mode !== 'forced') return ASKED_FIRST;
  const confirming = plan.steps.find(({ kind }) => kind === verifyOutage.name);
  const confirmed = confirming && steps[confirming.name];
  const { records } = world.inRegion(plan.regions.recovery);
  const verdict = await readVerdict(records, plan, world.clock.now());
  const { sentence } = verdict;
  if (incident.mode === 'forced') {
    return { action: 'build', reason: 'forced', sentence: `Forced, whatever is seen: ${sentence}` };
  }
  // Whatever is seen a moment later: the loss is confirmed, and the run goes on.
  if (confirmed?.phase === 'done') {
    return { action: 'build', reason: 'outage-confirmed', sentence: confirmed.sentence };
  }
  return judgeSuspicion({ verdict, ...plan });
}
