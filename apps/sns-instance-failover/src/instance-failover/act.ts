import { effectiveArming, type Approval, type Incident } from '@understudy/leases';

import { acceptStandby } from '../acting/accept-standby.ts';
import type { ActOutcome } from '../acting/act-outcome.ts';
import {
  isHeldBack,
  isReconsidered,
  type Admit,
  type Performed,
  type Reconsidered,
} from '../acting/admission.ts';
import { commitChange } from '../acting/commit-change.ts';
import { failOverExclusive, failOverWarm } from '../acting/fail-over.ts';
import { fenceIntruder } from '../acting/fence-intruder.ts';
import type { Asked, LastLook } from '../acting/last-look.ts';
import { registerActive } from '../acting/register-active.ts';
import type { Run } from '../acting/run.ts';
import { decideAgain } from '../deciding/decide-again.ts';
import type { Decision } from '../deciding/decision.ts';
import { applyAnswer, questionOf, type Question } from './approvals.ts';
import type { Assessment } from './assess.ts';
import { reserveSlot } from './reserve-slot.ts';

export interface Acted {
  readonly decision: Decision;
  readonly outcome: ActOutcome;
  /** Asked together with the outcome `asked`. */
  readonly question?: Question;
}

/** From a decision to an outcome. What withholds an action is looked at in this order. */
export async function act(run: Run, assessment: Assessment, incident: Incident): Promise<Acted> {
  const { decision, approved } = applyAnswer(
    run.session.service.name,
    assessment,
    incident.approval,
  );
  return (
    leaveAsIs(run, assessment, decision) ??
    (await change(run, assessment, decision, { approved, approval: incident.approval }))
  );
}

/** The outcome of a decision that changes nothing; `undefined`: it wants a change. */
function leaveAsIs(run: Run, assessment: Assessment, decision: Decision): Acted | undefined {
  switch (decision.action) {
    case 'ignore':
      return { decision, outcome: outcomeOf('nothing-to-do', decision) };
    case 'hold':
      return { decision, outcome: outcomeOf('held', decision) };
    case 'refuse':
      return { decision, outcome: outcomeOf('refused', decision) };
    case 'ask':
      return {
        decision,
        outcome: outcomeOf('asked', decision),
        question: questionOf(run.session.service.name, assessment, decision),
      };
    default:
      return undefined;
  }
}

async function change(
  run: Run,
  assessment: Assessment,
  decision: Decision,
  answer: { readonly approved: boolean; readonly approval: Approval | undefined },
): Promise<Acted> {
  const { trigger, look } = assessment;
  const order = trigger.kind === 'order' && trigger.order !== 'approve' ? trigger : undefined;
  const withheld = order?.force ? undefined : withheldBy(assessment, decision, order !== undefined);
  if (withheld) return { decision, outcome: withheld };
  const counts = decision.action === 'fail-over' && !order && !answer.approved;
  const zone = look.members[decision.from].instance?.zone ?? 'no zone';
  const admit: Admit = (scope) => reserveSlot(run, zone, scope);
  const lastLook = lastLookOf(assessment, decision);
  const performed = await perform(run, decision, { lastLook, admit: counts ? admit : undefined });
  return isHeldBack(performed)
    ? tooMany(run, assessment, decision, performed.heldBack, answer.approval)
    : ended(run, assessment, decision, performed);
}

/** Done, or let be by what the last look showed. */
function ended(
  run: Run,
  assessment: Assessment,
  decision: Decision,
  performed: ActOutcome | Reconsidered,
): Acted {
  if (!isReconsidered(performed)) return { decision, outcome: performed };
  const { reconsidered } = performed;
  const left = leaveAsIs(run, assessment, reconsidered);
  return left ?? { decision: reconsidered, outcome: outcomeOf('held', reconsidered) };
}

/** The look before the first change asks what the decision stood on, and decides again. */
function lastLookOf(
  { questionWith, look: seen, lastSequence }: Assessment,
  decision: Decision,
): LastLook | undefined {
  if (!questionWith) return undefined;
  const { diagnosis, from } = decision;
  const id = seen.members[from].instance?.id;
  const isImpaired = diagnosis?.code === 'instance-impaired' && id !== undefined;
  const status = isImpaired ? { ranBefore: [id] } : {};
  // Where the balancer agrees, its word is asked anew with the registrations.
  const alone = diagnosis?.sensors.length === 1;
  return {
    beside: alone ? status : {},
    spare: { ...(alone ? {} : status), neighbours: seen.neighbours ?? [] },
    decidedAtMilliseconds: seen.atMilliseconds,
    sequence: lastSequence,
    judge: (look, begun) => decideAgain(questionWith(look), decision, begun),
  };
}

/** Too much at once: one question for all of them, so that one answer releases the group. */
async function tooMany(
  run: Run,
  assessment: Assessment,
  decision: Decision,
  words: string,
  approval: Approval | undefined,
): Promise<Acted> {
  const asked: Decision = {
    ...decision,
    action: 'ask',
    reason: 'velocity',
    sentence: `${decision.sentence}, but too much fails over at once: ${words}`,
    next: 'look for the common cause; understudy approve --group velocity releases all of them',
  };
  const answered = applyAnswer(
    run.session.service.name,
    { ...assessment, decision: asked },
    approval,
  );
  if (answered.approved) {
    // Steps of names of their own: the first of them has been held back under its own.
    const asPart: Run = { ...run, prefix: `${run.prefix}released.` };
    const lastLook = lastLookOf(assessment, decision);
    const released = await perform(asPart, decision, { lastLook });
    if (!isHeldBack(released)) return ended(run, assessment, decision, released);
  }
  if (answered.decision.action === 'hold')
    return { decision: answered.decision, outcome: outcomeOf('held', answered.decision) };
  return {
    decision: asked,
    outcome: outcomeOf('asked', asked),
    question: { ...questionOf(run.session.service.name, assessment, asked), group: 'velocity' },
  };
}

function perform(run: Run, decision: Decision, asked: Asked): Promise<Performed> {
  switch (decision.action) {
    case 'fail-over':
    case 'switch-over':
      return run.session.service.policy === 'warm'
        ? failOverWarm(run, decision, asked)
        : failOverExclusive(run, decision, asked);
    case 'register':
      return registerActive(run, decision);
    case 'fence-intruder':
      return fenceIntruder(run, decision, asked);
    case 'accept':
      return acceptStandby(run, decision);
    case 'adopt':
      return commitChange(run, decision, { suspect: false });
    default:
      return Promise.resolve(outcomeOf('nothing-to-do', decision));
  }
}

/**
 * Arming, as a reason to leave the world as it is: adopting changes only the record, which is to
 * be right at any time. A person's order needs `armed` or `paused`.
 */
function withheldBy(
  assessment: Assessment,
  decision: Decision,
  ordered: boolean,
): ActOutcome | undefined {
  const { mode, reason } = effectiveArming(
    assessment.arming ?? undefined,
    assessment.look.atMilliseconds,
  );
  if (mode === 'armed' || (ordered && mode === 'paused')) return undefined;
  if (decision.action === 'adopt') return undefined;
  const name = mode === 'off' ? 'disarmed' : mode;
  return {
    name: 'held',
    reason: name,
    sentence: `Would ${decision.action} (${decision.reason}: ${decision.sentence}), but the service is ${name}: ${reason}`,
    next: mode === 'paused' ? 'understudy resume' : 'understudy arm',
  };
}

function outcomeOf(name: ActOutcome['name'], decision: Decision): ActOutcome {
  const { reason, sentence, next } = decision;
  return { name, reason, sentence, ...(next === undefined ? {} : { next }) };
}
