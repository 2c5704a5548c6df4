import type { Approval } from './model.ts';
import { atWords } from './owner-identity.ts';

/**
 * How long after its expiry an answer that came in time can still be used: five of the reconciler's
 * looks. Older, it was given for a world that is no longer there.
 */
export const ANSWER_USE_AFTER_EXPIRY_MS = 5 * 60_000;

export type ApprovalJudgement =
  | { readonly verdict: 'open'; readonly reason: string }
  | { readonly verdict: 'approved' | 'refused'; readonly reason: string }
  | {
      readonly verdict: 'void';
      readonly why: 'expired' | 'older-epoch' | 'other-plan';
      readonly reason: string;
    };

/** What an approval is worth now, for this epoch and this plan. */
export function judgeApproval(question: {
  readonly approval: Approval;
  readonly epoch: number;
  readonly planHash: string;
  readonly nowMilliseconds: number;
}): ApprovalJudgement {
  const { approval, epoch, planHash, nowMilliseconds } = question;
  if (approval.epoch !== epoch) {
    const reason = `It was asked for at epoch ${approval.epoch}; the epoch is ${epoch} now.`;
    return { verdict: 'void', why: 'older-epoch', reason };
  }
  if (approval.planHash !== planHash) {
    const reason = `It was asked for plan ${approval.planHash}; the plan is ${planHash} now.`;
    return { verdict: 'void', why: 'other-plan', reason };
  }
  const expiry = approval.expiresAtMilliseconds;
  const { answer } = approval;
  if (answer === undefined) {
    if (nowMilliseconds <= expiry) {
      return { verdict: 'open', reason: `It can be answered until ${atWords(expiry)}.` };
    }
    return expired(`Nobody answered by ${atWords(expiry)}.`);
  }
  const words = `${answer.by} answered at ${atWords(answer.atMilliseconds)}: ${answer.comment}`;
  if (answer.atMilliseconds > expiry) return expired(`${words}; it expired ${atWords(expiry)}.`);
  // A refusal keeps its force: it only ever holds back.
  if (answer.verdict === 'approved' && nowMilliseconds > expiry + ANSWER_USE_AFTER_EXPIRY_MS) {
    return expired(`${words}; it was not used by ${atWords(expiry + ANSWER_USE_AFTER_EXPIRY_MS)}.`);
  }
  return { verdict: answer.verdict, reason: words };
}

function expired(reason: string): ApprovalJudgement {
  return { verdict: 'void', why: 'expired', reason };
}
