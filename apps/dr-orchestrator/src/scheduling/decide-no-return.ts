import type { ArmingMode } from '@understudy/leases';

import { isWholeBehindFence } from '../deciding/judge-behind-fence.ts';
import type { OutageVerdict } from '../observing/verdict.ts';
import type { Estimate } from '../steps/step-kind.ts';
import type { Remaining } from './remaining.ts';

export interface NoReturnDecision {
  readonly action: 'start' | 'wait' | 'abort' | 'hold' | 'ask';
  readonly reason: string;
  readonly sentence: string;
}

export interface NoReturnQuestion {
  readonly step: string;
  /** A look made just now. */
  readonly verdict: OutageVerdict;
  readonly arming: { readonly mode: ArmingMode; readonly reason: string };
  /** A person ordered this run, so `paused` does not stop it. */
  readonly ordered: boolean;
  /** A person ordered that the run be taken back. */
  readonly abortOrder?: { readonly by: string; readonly reason: string };
  /** This run's own fence keeps the old region from serving. */
  readonly keptFromServing: boolean;
  /** A person gave a reason to go on against what is seen. */
  readonly forced: boolean;
  /** A primary that gives no evidence may be left behind: an accepted risk, or an approval. */
  readonly mayProceedUnreachable: boolean;
  /** A step beside it that stopped this run: it failed, or waits for a person. */
  readonly stopped?: { readonly step: string; readonly words: string };
  /** What must be done first, whatever it is estimated: an earlier run of this incident failed. */
  readonly unproven: readonly string[];
  readonly remaining: Remaining;
  readonly estimate: Estimate;
}

/**
 * The one point of no return: a fresh look at arming and outage first, then whether waiting longer
 * would still cost nothing (design, section 8). In this order: what stops comes before what waits.
 */
export function decideNoReturn(question: NoReturnQuestion): NoReturnDecision {
  return withdrawn(question) ?? stoppedBeside(question) ?? withheld(question) ?? late(question);
}

function withdrawn({
  abortOrder,
  verdict,
  keptFromServing,
  forced,
}: NoReturnQuestion): NoReturnDecision | undefined {
  if (abortOrder) {
    const { by, reason } = abortOrder;
    return {
      action: 'abort',
      reason: 'ordered',
      sentence: `${by} ordered to take the run back: ${reason}`,
    };
  }
  if (verdict.verdict === 'healthy' && !forced) {
    return {
      action: 'abort',
      reason: 'primary-recovered',
      sentence: `The primary region serves again: ${verdict.sentence}`,
    };
  }
  if (keptFromServing && isWholeBehindFence(verdict) && !forced) {
    return {
      action: 'abort',
      reason: 'primary-recovered',
      sentence: `The primary region is whole again, and only our fence keeps it from serving: ${verdict.sentence}`,
    };
  }
  return undefined;
}

/** A database is not given up for a recovery that has nowhere to run. */
function stoppedBeside({ step, stopped }: NoReturnQuestion): NoReturnDecision | undefined {
  if (!stopped) return undefined;
  return {
    action: 'hold',
    reason: 'run-stopped',
    sentence: `${step} does not begin: the run stopped at ${stopped.step} (${stopped.words}).`,
  };
}

function withheld(question: NoReturnQuestion): NoReturnDecision | undefined {
  const { arming, ordered, verdict, forced, mayProceedUnreachable } = question;
  const armed = arming.mode === 'armed' || (ordered && arming.mode === 'paused');
  if (forced) return undefined;
  if (!armed) {
    return {
      action: 'hold',
      reason: arming.mode,
      sentence: `The plan is ${arming.mode}: ${arming.reason}`,
    };
  }
  if (verdict.verdict !== 'lost') {
    return { action: 'wait', reason: verdict.reason, sentence: verdict.sentence };
  }
  // Nothing there answers: no evidence that it is dead, and the fence has none either.
  if (verdict.reach !== 'reachable' && !mayProceedUnreachable) {
    return {
      action: 'ask',
      reason: 'primary-unreachable',
      sentence: `${verdict.sentence} It may still be alive and written to.`,
    };
  }
  return undefined;
}

function late({ step, unproven, remaining, estimate }: NoReturnQuestion): NoReturnDecision {
  if (unproven.length > 0) {
    return {
      action: 'wait',
      reason: 'failed-before',
      sentence: `An earlier run failed: ${step} waits until ${unproven.join(', ')} is done.`,
    };
  }
  const left = Math.ceil(remaining.seconds);
  const high = Math.ceil(estimate.highSeconds);
  const words = remaining.steps.length === 0 ? 'nothing' : remaining.steps.join(', ');
  if (left > high) {
    return {
      action: 'wait',
      reason: 'costs-no-time-yet',
      sentence: `${words} still take${remaining.steps.length > 1 ? '' : 's'} ${left} s, ${step} at most ${high} s: waiting costs no time.`,
    };
  }
  return {
    action: 'start',
    reason: 'waiting-would-cost-time',
    sentence: `${words} still take${remaining.steps.length > 1 ? '' : 's'} ${left} s; ${step} may take ${high} s and begins now.`,
  };
}
