import { judgeApproval, type Approval } from '@understudy/leases';

import type { Plan } from '../plan/plan.ts';

/** A question nobody answers is void after this long, and asked anew. */
const APPROVAL_MINUTES = 30;

/** What an approval binds beside incident and epoch: the plan, the step and the reason. */
export function bindingOf(plan: Plan, step: string, reason: string): string {
  return `${plan.hash}|${step}|${reason}`;
}

/** The plan and the step that a question is of. */
export function askedBy({ planHash }: Approval): { readonly plan: string; readonly step: string } {
  const [plan = '', step = ''] = planHash.split('|');
  return { plan, step };
}

/** The question that a step asks. */
export function questionOf(
  plan: Plan,
  asked: {
    readonly incidentId: string;
    readonly step: string;
    readonly reason: string;
    readonly sentence: string;
    readonly epoch: number;
    readonly nowMilliseconds: number;
  },
): Approval {
  const { incidentId, step, reason, sentence, epoch, nowMilliseconds } = asked;
  return {
    id: `${incidentId}-${step}-${nowMilliseconds.toString(36)}`,
    epoch,
    planHash: bindingOf(plan, step, reason),
    askedAtMilliseconds: nowMilliseconds,
    expiresAtMilliseconds: nowMilliseconds + APPROVAL_MINUTES * 60_000,
    question: `${sentence} Go on with ${step}?`,
  };
}

export type Answer =
  | { readonly answer: 'approved' | 'refused'; readonly words: string }
  | { readonly answer: 'none'; readonly words: string };

/** What a person's answer says to this step, this reason, this plan, at this epoch, now. */
export function answerTo(
  plan: Plan,
  asked: { readonly step: string; readonly reason: string; readonly epoch: number },
  approval: Approval | undefined,
  nowMilliseconds: number,
): Answer {
  if (!approval) return { answer: 'none', words: 'Nobody was asked.' };
  const judged = judgeApproval({
    approval,
    epoch: asked.epoch,
    planHash: bindingOf(plan, asked.step, asked.reason),
    nowMilliseconds,
  });
  if (judged.verdict === 'approved' || judged.verdict === 'refused') {
    return { answer: judged.verdict, words: judged.reason };
  }
  return { answer: 'none', words: judged.reason };
}
