import type { ArmingMode, PlanRecord } from '@understudy/leases';

import type { Trigger } from '../triggers/trigger.ts';

export interface RunDecision {
  readonly action: 'run' | 'take-back' | 'hold' | 'ignore' | 'refuse';
  readonly reason: string;
  readonly sentence: string;
  readonly next?: string;
}

export interface RunQuestion {
  readonly plan: {
    readonly name: string;
    readonly trigger: 'automatic' | 'approval' | 'manual';
    readonly recovery: string;
  };
  readonly trigger: Trigger;
  readonly incidentId: string;
  readonly record: PlanRecord;
  readonly inCharge: 'primary' | 'recovery';
  readonly epoch: number;
  readonly arming: { readonly mode: ArmingMode; readonly reason: string };
}

/** What an opened incident comes to before any step: the first that applies. */
export function decideRun(question: RunQuestion): RunDecision {
  return (
    refusedOrder(question) ??
    abortOrder(question) ??
    takenBack(question) ??
    pastNoReturn(question) ??
    alreadyThere(question) ??
    disarmed(question) ??
    notByItself(question) ?? { action: 'run', reason: 'triggered', sentence: 'The plan begins.' }
  );
}

function refusedOrder({ trigger, epoch, plan }: RunQuestion): RunDecision | undefined {
  if (trigger.kind !== 'order') return undefined;
  const { expectedEpoch, force, reason } = trigger;
  if (expectedEpoch !== undefined && expectedEpoch !== epoch) {
    return {
      action: 'refuse',
      reason: 'epoch-moved',
      sentence: `The order was for epoch ${expectedEpoch}; ${plan.name} is at epoch ${epoch}.`,
      next: 'understudy status dr',
    };
  }
  if (force && reason.trim() === '') {
    return {
      action: 'refuse',
      reason: 'reason-missing',
      sentence: 'A forced order needs a reason; it is repeated in the report.',
      next: 'understudy run dr --force --reason "…"',
    };
  }
  return undefined;
}

function abortOrder(question: RunQuestion): RunDecision | undefined {
  const { trigger, record, incidentId } = question;
  if (trigger.kind !== 'order' || trigger.order !== 'abort') return undefined;
  if (pastNoReturn(question)) {
    return {
      action: 'refuse',
      reason: 'past-no-return',
      sentence: 'The point of no return has passed: a promotion cannot be taken back.',
      next: 'understudy status dr',
    };
  }
  if (record.incidentId !== incidentId || Object.keys(record.steps).length === 0) {
    return { action: 'ignore', reason: 'nothing-begun', sentence: 'Nothing was begun.' };
  }
  return {
    action: 'take-back',
    reason: 'ordered',
    sentence: `${trigger.by} ordered to take the run back: ${trigger.reason}`,
  };
}

/** A run that was being taken back is taken back to its end, whoever goes on with it. */
function takenBack({ record, incidentId }: RunQuestion): RunDecision | undefined {
  if (record.incidentId !== incidentId || record.aborting === undefined) return undefined;
  const { reason, sentence } = record.aborting;
  return { action: 'take-back', reason, sentence };
}

/** After the point of no return there is only forward, whatever the arming says since. */
function pastNoReturn({ record, incidentId }: RunQuestion): RunDecision | undefined {
  if (record.incidentId !== incidentId) return undefined;
  if (record.noReturnAtMilliseconds === undefined) return undefined;
  return {
    action: 'run',
    reason: 'past-no-return',
    sentence: 'The point of no return has passed: the run goes forward.',
  };
}

function alreadyThere({ inCharge, plan, epoch }: RunQuestion): RunDecision | undefined {
  if (inCharge === 'primary') return undefined;
  return {
    action: 'ignore',
    reason: 'already-in-charge',
    sentence: `${plan.recovery} is in charge of ${plan.name} already, at epoch ${epoch}.`,
  };
}

function disarmed({ arming, trigger, plan }: RunQuestion): RunDecision | undefined {
  const { mode, reason } = arming;
  const order = trigger.kind === 'order' ? trigger : undefined;
  if (mode === 'armed' || (order && mode === 'paused') || order?.force) return undefined;
  return {
    action: 'hold',
    reason: mode === 'off' ? 'disarmed' : mode,
    sentence: `${plan.name} would be looked at and recovered, but it is ${mode}: ${reason}`,
    next: mode === 'paused' ? 'understudy resume dr' : 'understudy arm dr',
  };
}

function notByItself({ plan, trigger, record, incidentId }: RunQuestion): RunDecision | undefined {
  const begun = record.incidentId === incidentId && Object.keys(record.steps).length > 0;
  if (plan.trigger !== 'manual' || trigger.kind === 'order' || begun) return undefined;
  return {
    action: 'hold',
    reason: 'manual',
    sentence: `${plan.name} is started by people only (trigger: manual).`,
    next: 'understudy run dr --reason "…"',
  };
}
