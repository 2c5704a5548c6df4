import * as z from 'zod';

import { lookUnlessFresh, readVerdict } from '../observing/observe.ts';
import type { OutageVerdict } from '../observing/verdict.ts';
import type { StepEnd, StepKind, StepMemory, StepRun } from './step-kind.ts';

/** How much longer than the window the observers are waited for: two of their looks may be missing. */
export const PATIENCE_SECONDS = 180;

const Input = z.strictObject({
  /** How much longer than the confirm window it waits for the observers to agree. */
  'patience-seconds': z.int().min(0).max(3_600).default(PATIENCE_SECONDS),
});
type Input = z.infer<typeof Input>;

/** A read of our own table: users wait from the moment at which the last look confirms. */
const EVERY_SECONDS = 2;

/**
 * Our own looks, beside the observers': no verdict is drawn without one of them that is this fresh,
 * nor before the first of this run. What closes the old region makes one of its own in any case.
 */
const OWN_LOOK_SECONDS = 10;

type Looked =
  | { readonly say: 'go'; readonly verdict: OutageVerdict; readonly words: string }
  | { readonly say: 'wait' | 'healthy' | 'hold'; readonly verdict: OutageVerdict };

/** Whether the primary is lost, by what all observers see over the confirm window. */
export const verifyOutage: StepKind<Input> = {
  name: 'verify-outage',
  input: Input,
  outputs: () => ({ 'lost-since': 'number', reachable: 'boolean', verdict: 'text' }),
  isReversible: () => true,
  // What is left of the window when the alarm comes: the observers look by themselves.
  estimate: () => ({ medianSeconds: 60, highSeconds: 360 }),

  async check({ world, plan }) {
    const verdict = await readVerdict(
      world.inRegion(plan.regions.recovery).records,
      plan,
      world.clock.now(),
    );
    const sees = verdict.verdict !== 'cannot-observe';
    return [
      {
        check: 'the observers see the primary region',
        mark: sees ? 'verified' : 'failed',
        words: verdict.sentence,
        ...(sees ? {} : { repair: 'understudy status dr' }),
      },
    ];
  },

  async run(step) {
    const { plan, input } = step;
    let isFirst = true;
    const looked = await step.workflow.poll<Looked>(
      'look',
      async ({ signal }) => {
        const freshSeconds = isFirst ? 0 : OWN_LOOK_SECONDS;
        const verdict = await lookUnlessFresh(step.world, plan, freshSeconds, signal);
        isFirst = false;
        const judged = judge(step, verdict);
        return judged.say === 'wait' ? { met: false, last: judged } : { met: true, value: judged };
      },
      {
        everySeconds: EVERY_SECONDS,
        timeoutSeconds: plan.confirmWindowSeconds + input['patience-seconds'],
      },
    );
    return step.told<StepEnd>('verdict', async () => {
      const value = await consentTo(
        step,
        endOf(looked.value, await beginningOf(step, looked.value)),
      );
      return { value, sentence: value.sentence, evidence: looked.value.verdict.evidence };
    });
  },

  // The look that it ended with is the evidence; another is made before the point of no return.
  confirm: async () => ({ confirmed: true, sentence: '' }),
};

function judge({ incident }: StepRun<Input>, verdict: OutageVerdict): Looked {
  if (incident.mode === 'forced') {
    return { say: 'go', verdict, words: `Forced, whatever is seen: ${verdict.sentence}` };
  }
  switch (verdict.verdict) {
    case 'lost':
      return { say: 'go', verdict, words: verdict.sentence };
    case 'healthy':
      return { say: 'healthy', verdict };
    case 'native-recovery':
      return { say: 'hold', verdict };
    default:
      // What is in doubt for the whole window gets no clearer by waiting: people are told.
      return { say: verdict.reason === IN_DOUBT ? 'hold' : 'wait', verdict };
  }
}

const IN_DOUBT = 'in-doubt';

function endOf(looked: Looked, lostSinceMilliseconds: number): StepEnd {
  const { verdict } = looked;
  switch (looked.say) {
    case 'go':
      return {
        end: 'done',
        sentence: looked.words,
        outputs: {
          'lost-since': lostSinceMilliseconds,
          reachable: verdict.reach === 'reachable',
          verdict: verdict.verdict,
        },
      };
    case 'healthy':
      return { end: 'abort', reason: 'primary-healthy', sentence: verdict.sentence };
    default:
      return {
        end: 'held',
        reason: verdict.reason,
        sentence: verdict.sentence,
        ...(verdict.reason === IN_DOUBT ? { next: WHEN_LOST } : {}),
      };
  }
}

/** Only a person can know that what still answers does not serve. */
const WHEN_LOST = 'understudy status dr; when it is lost: understudy run dr --force --reason "…"';

/** Since when it is lost, as far back as this incident's looks reach; noted for the next of them. */
async function beginningOf(step: StepRun<Input>, { say, verdict }: Looked): Promise<number> {
  const unserved = verdict.evidence.flatMap(({ unservedSinceMilliseconds: since = [] }) => since);
  const seen = unserved.length > 0 ? Math.max(...unserved) : verdict.atMilliseconds;
  if (say !== 'go') return seen;
  const since = lossBegan(seen, await step.remembered());
  await step.remember({ 'lost-since': since, 'lost-seen-at': verdict.atMilliseconds });
  return since;
}

/**
 * Observers keep the looks of 40 minutes, and people may need longer to answer. What an earlier look
 * of this incident found counts on, where the present loss reaches back to that very look.
 */
export function lossBegan(
  seenSinceMilliseconds: number,
  { 'lost-since': known, 'lost-seen-at': lastSeen }: StepMemory,
): number {
  const isOneLoss = typeof lastSeen === 'number' && seenSinceMilliseconds <= lastSeen;
  if (!isOneLoss || typeof known !== 'number') return seenSinceMilliseconds;
  return Math.min(known, seenSinceMilliseconds);
}

/** What a person is asked before a plan of `trigger: approval` changes anything. */
export const BEGIN_REASON = 'begin';

/**
 * A plan that people start by their yes: asked once there is a loss, before anything is begun. Their
 * answer leads to a look of its own, which may find that the primary is back.
 */
async function consentTo(step: StepRun<Input>, end: StepEnd): Promise<StepEnd> {
  if (end.end !== 'done' || step.plan.trigger !== 'approval') return end;
  const { granted, words } = await step.permits(BEGIN_REASON);
  if (granted) return { ...end, sentence: `${end.sentence} ${words}` };
  return {
    end: 'asked',
    reason: BEGIN_REASON,
    sentence: `${end.sentence} ${step.plan.name} begins after a person's yes.`,
    next: `understudy approve ${step.incident.id}`,
  };
}

/** Since when the primary is lost, as the plan's own verify-outage step found. */
export function lostSince(step: Pick<StepRun<unknown>, 'plan' | 'outputs'>): number | undefined {
  const found = step.plan.steps.find(({ kind }) => kind === verifyOutage.name);
  const since = found && step.outputs[found.name]?.['lost-since'];
  return typeof since === 'number' ? since : undefined;
}
