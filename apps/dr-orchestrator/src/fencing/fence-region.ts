import type { StepScope } from '@understudy/workflow';

import { decideFence, type PartEvidence } from '../deciding/judge-fence.ts';
import { lookAfresh, planKey } from '../observing/observe.ts';
import type { StepEnd, StepKind, Told } from '../steps/step-kind.ts';
import { checkFence } from './check-fence.ts';
import { fenceDatabase } from './fence-database.ts';
import {
  ACCEPTED_WITHOUT_EVIDENCE,
  epochOf,
  FENCE_REGION_KIND,
  FenceInput,
  lookOf,
  type FenceStep,
} from './fence-step.ts';
import { evidenceOf, lookAtMarkers } from './look-at-fence.ts';
import { askSilent } from './ask-silent.ts';
import { reviewFence } from './review-fence.ts';
import { stopApplications } from './stop-applications.ts';
import { markSurrendered } from './surrender-region.ts';
import { undoFence } from './undo-fence.ts';

/** Markers are milliseconds, pods seconds; groups and a reboot are minutes. */
const MEDIAN_SECONDS = 90;
const HIGH_SECONDS = 240;

/**
 * Makes sure that the old region cannot act: first its own functions are told, then nobody writes
 * any more, then nobody can. What cannot be done is owed, and the region guard goes on with it.
 */
export const fenceRegion: StepKind<FenceInput> = {
  name: FENCE_REGION_KIND,
  input: FenceInput,
  outputs: () => ({ fenced: 'boolean', owed: 'text' }),
  isReversible: () => true,
  estimate: () => ({ medianSeconds: MEDIAN_SECONDS, highSeconds: HIGH_SECONDS }),
  check: (step, scope) => checkFence(lookOf(step, scope)),
  run: runFence,
  confirm: (step, scope) => reviewFence(step, lookOf(step, scope)),
  undo: undoFence,
};

async function runFence(step: FenceStep): Promise<StepEnd> {
  const stop = await step.told('last-look', ({ signal }) => lastLook(step, signal));
  if (stop) return stop;
  const evidence = await fenceParts(step);
  return step.told<StepEnd>('fence', async () => {
    const acceptance = await acceptanceOf(step, evidence);
    const decision = decideFence({
      region: step.plan.regions.primary,
      evidence,
      ...acceptance,
    });
    const told = { sentence: decision.sentence, evidence };
    if (decision.action === 'ask') {
      const end: StepEnd = {
        end: 'asked',
        reason: decision.reason,
        sentence: decision.sentence,
        next: `understudy approve ${step.incident.id}`,
      };
      return { value: end, ...told };
    }
    const parts = decision.action === 'owe' ? decision.parts : [];
    if (parts.length > 0 && acceptance.accepted?.by === 'person') {
      await step.remember({ [ACCEPTED_WITHOUT_EVIDENCE]: step.plan.hash });
    }
    for (const { part, words } of parts) {
      await step.owe({
        part,
        region: step.plan.regions.primary,
        epoch: epochOf(step),
        sinceMilliseconds: step.world.clock.now(),
        why: words,
      });
    }
    const outputs = { fenced: parts.length === 0, owed: parts.map(({ part }) => part).join(',') };
    const end: StepEnd = { end: 'done', outputs, sentence: decision.sentence };
    return { value: end, ...told };
  });
}

/** The marker first; a region that is silent to it is asked for the rest at once, not one by one. */
async function fenceParts(step: FenceStep): Promise<readonly PartEvidence[]> {
  const marker = await step.told('surrender', (scope) => surrender(step, scope));
  const silence = marker.verdict === 'unknown' ? await askSilent(step) : undefined;
  if (silence) return [marker, ...silence];
  return [marker, await stopApplications(step), await fenceDatabase(step)];
}

/** One last look before the fence (rule 4): a primary that serves is left alone. */
async function lastLook(step: FenceStep, signal: AbortSignal): Promise<Told<StepEnd | null>> {
  const seen = await lookAfresh(step.world, step.plan, signal);
  const told = { sentence: seen.sentence, evidence: seen.evidence };
  if (seen.verdict === 'native-recovery') {
    const end: StepEnd = { end: 'held', reason: seen.reason, sentence: seen.sentence };
    return { value: end, ...told };
  }
  if (seen.verdict !== 'healthy') return { value: null, ...told };
  const permission = await step.permits('primary-healthy');
  if (permission.granted) {
    return {
      value: null,
      sentence: `${seen.sentence} ${permission.words}`,
      evidence: seen.evidence,
    };
  }
  const end: StepEnd = { end: 'abort', reason: 'primary-healthy', sentence: seen.sentence };
  return { value: end, ...told };
}

async function surrender(step: FenceStep, scope: StepScope): Promise<Told<PartEvidence>> {
  const { world, plan, incident } = step;
  const look = lookOf(step, scope);
  const lease = (await world.store.readService(planKey(plan))).lease;
  // Written under the lease: a run that has lost it stops here, before it says anything.
  await step.remember({ surrenderTerm: lease.term, surrenderEpoch: look.epoch });
  const written = await evidenceOf('surrendered-marker', look, async () => {
    const order = {
      epoch: look.epoch,
      term: lease.term,
      incident: incident.id,
      reason: `${plan.regions.recovery} takes over ${plan.name}`,
      atMilliseconds: world.clock.now(),
    };
    await look.old.ask(() => markSurrendered(look.old, plan, look.services, order), scope.signal);
    return { verdict: 'fenced', words: 'marked' };
  });
  const value = written.verdict === 'fenced' ? await lookAtMarkers(look) : written;
  return { value, sentence: `Surrendered marker: ${value.words}.`, evidence: value };
}

/** Why a part without evidence may stay so: the plan's accepted risk, or a person's word. */
async function acceptanceOf(step: FenceStep, evidence: readonly PartEvidence[]) {
  const { whenUnknown, acceptedRisk = '' } = step.plan;
  const acts = evidence.some(({ verdict }) => verdict === 'not-fenced');
  const permission = await step.permits(acts ? 'not-fenced' : 'fence-unknown');
  if (permission.granted) return { accepted: { by: 'person', words: permission.words } } as const;
  if (whenUnknown !== 'proceed') return {};
  return { accepted: { by: 'plan', words: `the plan accepts: ${acceptedRisk}` } } as const;
}
