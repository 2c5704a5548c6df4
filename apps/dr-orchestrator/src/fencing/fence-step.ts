import { Name, type RunIdentity } from '@understudy/recovery-messages';
import type { StepScope } from '@understudy/workflow';
import * as z from 'zod';

import type { Plan } from '../plan/plan.ts';
import type { StepFacts, StepRun } from '../steps/step-kind.ts';
import type { FenceLook } from './look-at-fence.ts';
import { oldRegionOf } from './old-region.ts';

export const FENCE_REGION_KIND = 'fence-region';

export const FenceInput = z.strictObject({
  /** Services of the old region that surrender with the plan. */
  services: z.union([z.literal('all'), z.array(Name).max(500)]).default('all'),
});
export type FenceInput = z.infer<typeof FenceInput>;

export type FenceStep = StepRun<FenceInput>;

/**
 * What a step remembers of a person's yes to a region without evidence: the hash of the plan that was
 * asked about. The point of no return does not ask the same again.
 */
export const ACCEPTED_WITHOUT_EVIDENCE = 'accepted-without-evidence';

/** The epoch that the plan will have with the recovery region in charge. */
export function epochOf({ incident }: Pick<StepFacts<FenceInput>, 'incident'>): number {
  return (incident?.authority.epoch ?? 0) + 1;
}

export function runIdentityOf(step: StepFacts<FenceInput>): RunIdentity {
  const { plan, incident } = step;
  return {
    plan: plan.name,
    incident: incident?.id ?? 'readiness',
    step: step.step,
    owner: incident?.owner ?? 'local:readiness',
  };
}

export function lookOf(step: StepFacts<FenceInput>, scope: Pick<StepScope, 'signal'>): FenceLook {
  const { world, plan, input } = step;
  return {
    old: oldRegionOf(world, plan, runIdentityOf(step)),
    plan,
    services: input.services,
    epoch: epochOf(step),
    nowMilliseconds: world.clock.now(),
    signal: scope.signal,
  };
}

/** Of a plan whose steps fence nothing: what the guard would do for it. */
export function fenceInputOf(plan: Plan): FenceInput | undefined {
  const step = plan.steps.find(({ kind }) => kind === FENCE_REGION_KIND);
  return step && FenceInput.parse(step.input);
}
