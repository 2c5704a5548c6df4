import { effectiveArming, type Incident, type ServiceRecord } from '@understudy/leases';

import { isPreparation, recoveryWanted } from '../triggers/preparation.ts';
import { judgeSuspicion } from './judge-suspicion.ts';
import type { OutageVerdict } from './outage-verdict.ts';

/** Why the observer starts an execution of the plan. */
export type StartReason = 'suspicion' | 'outage' | 'doubt' | 'unfinished' | 'answered';

export type LookDecision =
  | { readonly action: 'start'; readonly why: StartReason; readonly sentence: string }
  | { readonly action: 'none'; readonly reason: string; readonly sentence: string };

export interface LookQuestion {
  readonly plan: {
    readonly name: string;
    readonly trigger: 'automatic' | 'approval' | 'manual';
    readonly suspicionWindowSeconds: number;
    readonly regions: { readonly primary: string; readonly recovery: string };
  };
  readonly record: ServiceRecord;
  /** The open one, if there is one. */
  readonly incident?: Incident;
  /** Whether the owner of a lease that is held is known to be finished. */
  readonly ownerFinished: boolean;
  readonly verdict: OutageVerdict;
  readonly nowMilliseconds: number;
}

/** Why nothing is begun: the plan's lease has an owner that lives. */
export const RUN_UNDER_WAY = 'run-under-way';

/** Outcomes that each look goes on with (design, section 4). */
const LOOKED_AT_AGAIN: ReadonlySet<string> = new Set(['held', 'asked', 'put-back', 'failed']);

/**
 * Level, not edge: what each minute's look comes to. What was left is taken up before anything new
 * is begun; a loss starts a run whatever the arming says, which then holds and tells people.
 */
export function decideLook(question: LookQuestion): LookDecision {
  const { plan, record, ownerFinished } = question;
  const none = (reason: string, sentence: string) =>
    ({ action: 'none', reason, sentence }) as const;
  if (record.surrendered) {
    return none('surrendered', `${plan.name} was surrendered to ${record.surrendered.toRegion}.`);
  }
  if (record.lease.owner) {
    if (!ownerFinished) {
      return (
        besidePreparation(question) ?? none(RUN_UNDER_WAY, `A run of ${plan.name} is under way.`)
      );
    }
    const sentence = `The owner of ${plan.name}'s lease has ended without giving it back.`;
    return { action: 'start', why: 'unfinished', sentence };
  }
  if (record.openIncident) return openIncidentDecision(question, record.openIncident.id);
  return newDecision(question);
}

/** A preparation has the lease: a confirmed loss is said to it once, and it makes room. */
function besidePreparation(question: LookQuestion): LookDecision | undefined {
  const { incident, record } = question;
  const isHeard = recoveryWanted(record.openIncident?.joined ?? []) !== undefined;
  if (!incident || !isPreparation(incident) || isHeard) return undefined;
  const decision = newDecision(question);
  return decision.action === 'start' && decision.why === 'outage' ? decision : undefined;
}

function openIncidentDecision({ plan, incident }: LookQuestion, incidentId: string): LookDecision {
  if (incident?.approval?.answer && incident.outcome?.name === 'asked') {
    const { verdict, by } = incident.approval.answer;
    return { action: 'start', why: 'answered', sentence: `${by} answered: ${verdict}.` };
  }
  const outcome = incident?.outcome?.name;
  if (outcome !== undefined && !LOOKED_AT_AGAIN.has(outcome)) {
    const next = incident?.outcome?.next;
    const sentence = `${incidentId} waits for a person${next ? `: ${next}` : '.'}`;
    return { action: 'none', reason: outcome, sentence };
  }
  const sentence = `${incidentId} of ${plan.name} is open (${outcome ?? 'not decided'}).`;
  return { action: 'start', why: 'unfinished', sentence };
}

function newDecision(question: LookQuestion): LookDecision {
  const { plan, record, verdict, nowMilliseconds } = question;
  const { recovery } = plan.regions;
  if (record.state?.active === 'backup') {
    const sentence = `${recovery} is in charge of ${plan.name} at epoch ${record.state.epoch}.`;
    return { action: 'none', reason: 'recovery-in-charge', sentence };
  }
  const inDoubt = verdict.reason === 'in-doubt';
  if (verdict.verdict !== 'lost' && !inDoubt) return suspectedDecision(question);
  if (plan.trigger === 'manual') {
    const sentence = `${verdict.sentence} The plan is started by people only: understudy run dr.`;
    return { action: 'none', reason: 'manual', sentence };
  }
  const { mode } = effectiveArming(record.arming, nowMilliseconds);
  if (mode === 'off') {
    return { action: 'none', reason: 'disarmed', sentence: `${verdict.sentence} The plan is off.` };
  }
  // A run in doubt holds and tells people: nothing else would.
  return { action: 'start', why: inDoubt ? 'doubt' : 'outage', sentence: verdict.sentence };
}

/**
 * Not confirmed yet: a run that would build meanwhile is begun, where one may run by itself. Where
 * it may not, nothing is told or begun before the loss is confirmed.
 */
function suspectedDecision({ plan, record, verdict, nowMilliseconds }: LookQuestion): LookDecision {
  const suspicion = judgeSuspicion({ verdict, ...plan });
  const { mode } = effectiveArming(record.arming, nowMilliseconds);
  if (suspicion.action !== 'build' || mode !== 'armed' || plan.trigger !== 'automatic') {
    return { action: 'none', reason: verdict.reason, sentence: verdict.sentence };
  }
  return { action: 'start', why: 'suspicion', sentence: suspicion.sentence };
}
