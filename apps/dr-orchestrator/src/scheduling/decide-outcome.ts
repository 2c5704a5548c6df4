import type { OutcomeName } from '@understudy/leases';

import type { StepResult, StepStatus } from './step-result.ts';

export interface OutcomeDecision {
  readonly name: OutcomeName;
  readonly reason: string;
  readonly sentence: string;
  readonly next?: string;
  /** The step that decided it. */
  readonly step?: string;
}

/** A run that failed this often needs a person: the same again would fail again. */
const FAILURES_MAX = 3;

/** A person's no: the same run again would only ask them again. */
export const APPROVAL_REFUSED = 'approval-refused';

/** Failures that no further look changes. */
const FOR_A_PERSON: ReadonlySet<string> = new Set(['Forbidden', APPROVAL_REFUSED]);

/** Which end counts when several steps ended differently: the one that needs most. */
const RANK: readonly StepStatus[] = ['failed', 'asked', 'held', 'not-started'];

/** What the ends of all steps come to. */
export function decideOutcome(question: {
  readonly plan: string;
  readonly results: readonly StepResult[];
  /** Looks of this incident that failed before. */
  readonly failuresBefore: number;
  /** The first step found the primary healthy, before anything was changed. */
  readonly ordered: boolean;
}): OutcomeDecision {
  const { plan, results, failuresBefore, ordered } = question;
  const worst = RANK.flatMap((status) => results.find((one) => one.status === status) ?? [])[0];
  if (!worst) {
    return { name: 'completed', reason: 'recovered', sentence: `${plan} is recovered.` };
  }
  const { step, reason, sentence } = worst;
  const done = results.filter(({ status }) => status === 'done').map((one) => one.step);
  const left = results.filter(({ status }) => status !== 'done').map((one) => one.step);
  const words = `${step}: ${sentence} Done: ${listed(done)}. Left: ${listed(left)}.`;
  switch (worst.status) {
    case 'asked':
      return {
        name: 'asked',
        reason,
        sentence: words,
        next: worst.next ?? 'understudy approve',
        step,
      };
    case 'held':
      return {
        name: 'held',
        reason,
        sentence: words,
        ...(worst.next === undefined ? {} : { next: worst.next }),
        step,
      };
    case 'failed': {
      const stuck = failuresBefore + 1 >= FAILURES_MAX || FOR_A_PERSON.has(reason);
      return {
        name: stuck ? 'needs-operator' : 'failed',
        reason,
        sentence: words,
        next: stuck
          ? `${worst.next ?? 'understudy why'}; then understudy run dr --reason "…" goes on from there`
          : (worst.next ?? 'the next look goes on from there'),
        step,
      };
    }
    default:
      return {
        name: ordered ? 'refused' : 'held',
        reason,
        sentence: words,
        step,
      };
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
