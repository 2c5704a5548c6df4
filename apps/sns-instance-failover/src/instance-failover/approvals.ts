import { judgeApproval, type Approval } from '@understudy/leases';

import type { Decision } from '../deciding/decision.ts';
import { otherRole } from '../services/service-definition.ts';
import type { Assessment } from './assess.ts';

/** A question to a person, before it has an id. */
export type Question = Omit<Approval, 'id'>;

/** A question nobody answers is void after this long, and asked anew. */
const APPROVAL_MINUTES = 30;

/** Questions that a `yes` turns into a failover. The others only a changed world can answer. */
const APPROVABLE: ReadonlySet<string> = new Set(['shared-cause', 'standby-suspect', 'velocity']);

/** What an approval binds: the reason, the side in charge and the machines it was asked about. */
export function planOf(service: string, decision: Decision, assessment: Assessment): string {
  const ids = (['primary', 'backup'] as const).map(
    (role) => assessment.look.members[role].instance?.id ?? 'none',
  );
  return [service, decision.reason, decision.from, ...ids].join('|');
}

/** The question to ask with this decision. Its times are those of the look that it stands on. */
export function questionOf(service: string, assessment: Assessment, decision: Decision): Question {
  const askedAtMilliseconds = assessment.look.atMilliseconds;
  return {
    epoch: decision.epoch,
    planHash: planOf(service, decision, assessment),
    askedAtMilliseconds,
    expiresAtMilliseconds: askedAtMilliseconds + APPROVAL_MINUTES * 60_000,
    question: `${decision.sentence}. Fail ${service} over from ${decision.from} to ${otherRole(decision.from)}?`,
  };
}

/**
 * What a person's answer makes of a decision that a fresh look has just led to. Only a question
 * that stands again, for the same machines and epoch, is answered by it.
 */
export function applyAnswer(
  service: string,
  assessment: Assessment,
  approval: Approval | undefined,
): { readonly decision: Decision; readonly approved: boolean } {
  const { decision, trigger, look } = assessment;
  const ordered = trigger.kind === 'order' && trigger.order === 'approve';
  if (!approval || (decision.action !== 'ask' && !ordered)) return { decision, approved: false };
  if (
    decision.action !== 'ask' &&
    approval.planHash !== planOf(service, { ...decision, reason: 'velocity' }, assessment)
  ) {
    return { decision, approved: false };
  }
  const asked = decision.action === 'ask' ? decision : { ...decision, reason: 'velocity' };
  const judged = judgeApproval({
    approval,
    epoch: decision.epoch,
    planHash: planOf(service, asked, assessment),
    nowMilliseconds: look.atMilliseconds,
  });
  if (judged.verdict === 'refused') {
    return {
      decision: {
        ...decision,
        action: 'hold',
        reason: 'approval-refused',
        sentence: `${decision.sentence}; ${judged.reason}`,
      },
      approved: false,
    };
  }
  if (judged.verdict === 'approved' && APPROVABLE.has(asked.reason)) {
    const to = otherRole(decision.from);
    return {
      decision: {
        ...decision,
        action: 'fail-over',
        to,
        sentence: `${decision.sentence}; ${judged.reason}`,
      },
      approved: true,
    };
  }
  if (judged.verdict === 'void' && ordered) {
    return {
      decision: {
        ...decision,
        action: 'refuse',
        reason: `approval-${judged.why}`,
        sentence: judged.reason,
        next: `understudy status ${service}`,
      },
      approved: false,
    };
  }
  return { decision, approved: false };
}
