import type { ArmingMode } from '@understudy/leases';

import type { OutageVerdict } from '../deciding/outage-verdict.ts';
import type { OrderTrigger } from '../triggers/trigger.ts';
import type { OutcomeDecision } from './decide-outcome.ts';
import { UNCHANGED, type StepResult } from './step-result.ts';

export interface PreparationDecision {
  readonly action: 'run' | 'ignore' | 'refuse';
  readonly reason: string;
  readonly sentence: string;
  readonly next?: string;
}

export interface PreparationQuestion {
  readonly plan: {
    readonly name: string;
    readonly primary: string;
    readonly recovery: string;
  };
  readonly order: Pick<OrderTrigger, 'expectedEpoch' | 'force' | 'reason'>;
  readonly inCharge: 'primary' | 'recovery';
  readonly epoch: number;
  readonly arming: { readonly mode: ArmingMode; readonly reason: string };
  readonly verdict: Pick<OutageVerdict, 'verdict' | 'sentence' | 'sinceMilliseconds'>;
  /** Steps that can be built now, and those that cannot. */
  readonly steps: readonly string[];
  readonly leftOut: readonly string[];
}

/** Whether peace time lets anything be built: the first that applies. */
export function decidePreparation(question: PreparationQuestion): PreparationDecision {
  return (
    outdated(question) ??
    serving(question) ??
    nothingToBuild(question) ??
    disarmed(question) ??
    notPeace(question) ?? {
      action: 'run',
      reason: 'ordered',
      sentence: `Builds what can stand before a disaster: ${question.steps.join(', ')}.`,
    }
  );
}

function outdated({ order, epoch, plan }: PreparationQuestion): PreparationDecision | undefined {
  const { expectedEpoch = epoch, force, reason } = order;
  if (expectedEpoch !== epoch) {
    return {
      action: 'refuse',
      reason: 'epoch-moved',
      sentence: `The order was for epoch ${expectedEpoch}; ${plan.name} is at epoch ${epoch}.`,
      next: 'understudy status dr',
    };
  }
  if (!force || reason.trim() !== '') return undefined;
  return {
    action: 'refuse',
    reason: 'reason-missing',
    sentence: 'A forced order needs a reason; it is repeated in the report.',
    next: 'understudy prepare dr --force --reason "…"',
  };
}

/** Not even by force: the pilot light has no nodes, and users are on them. */
function serving({ inCharge, plan }: PreparationQuestion): PreparationDecision | undefined {
  if (inCharge === 'primary') return undefined;
  return {
    action: 'refuse',
    reason: 'recovery-in-charge',
    sentence: `${plan.recovery} serves ${plan.name}: preparing it would take its nodes away.`,
    next: 'understudy status dr',
  };
}

function nothingToBuild(question: PreparationQuestion): PreparationDecision | undefined {
  const { plan, steps, leftOut } = question;
  if (steps.length > 0) return undefined;
  const sentence =
    leftOut.length === 0
      ? `${plan.name} builds nothing: there is nothing to prepare.`
      : `${leftOut.join(', ')} refer to what other steps give: nothing can be built before a recovery.`;
  return { action: 'ignore', reason: 'nothing-to-build', sentence };
}

function disarmed({ arming, order, plan }: PreparationQuestion): PreparationDecision | undefined {
  if (arming.mode === 'armed' || arming.mode === 'paused' || order.force) return undefined;
  return {
    action: 'refuse',
    reason: arming.mode === 'off' ? 'disarmed' : arming.mode,
    sentence: `${plan.name} is ${arming.mode}, and nothing of it is built: ${arming.reason}`,
    next: 'understudy prepare dr --force --reason "…", or understudy arm dr',
  };
}

/** A recovery that is about to begin must not find the lease taken and the state locked. */
function notPeace({ verdict, order, plan }: PreparationQuestion): PreparationDecision | undefined {
  const isDown = verdict.verdict === 'lost' || verdict.sinceMilliseconds !== undefined;
  if (!(isDown || verdict.verdict === 'native-recovery') || order.force) return undefined;
  return {
    action: 'refuse',
    reason: 'no-peace-time',
    sentence: `${plan.primary} is not well: ${verdict.sentence} Preparing would be in a recovery's way.`,
    next: 'understudy status dr',
  };
}

/** What the ends of its steps come to. Its incident is closed with it, however it ends. */
export function decidePreparationOutcome(question: {
  readonly plan: string;
  readonly recovery: string;
  readonly results: readonly StepResult[];
  readonly leftOut: readonly string[];
}): OutcomeDecision {
  const { plan, recovery, results, leftOut } = question;
  const stopped = results.find(({ status }) => status !== 'done' && status !== 'not-started');
  const missing = stopped ?? results.find(({ status }) => status !== 'done');
  if (missing) {
    const { step, reason, sentence, next } = missing;
    return {
      name: 'needs-operator',
      reason,
      sentence: `${plan} is prepared in part only. ${step}: ${sentence}`,
      next: `${next ?? 'understudy why dr'}; then understudy prepare dr goes on from there`,
      step,
    };
  }
  const left = leftOut.length === 0 ? '' : ` Left for a recovery: ${leftOut.join(', ')}.`;
  if (results.every(({ reason }) => reason === UNCHANGED)) {
    const sentence = `${plan} is prepared in ${recovery} already: nothing was changed.${left}`;
    return { name: 'nothing-to-do', reason: 'already-prepared', sentence };
  }
  const built = results.map(({ sentence }) => sentence).join(' ');
  return {
    name: 'completed',
    reason: 'prepared',
    sentence: `${plan} is prepared in ${recovery}. ${built}${left}`,
    next: 'understudy readiness dr',
  };
}
