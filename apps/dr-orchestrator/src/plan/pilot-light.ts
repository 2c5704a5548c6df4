import type { PlanStep, Plan } from './plan.ts';
import { findReferences } from './references.ts';

/** The blueprint's own switch (terraform/blueprints/dr-region): everything but what serves. */
const PILOT_LIGHT = 'pilot_light';

/** What of a plan can be built in peace time. */
export interface PilotLight {
  /** The same plan with nothing in it but what builds. */
  readonly plan: Plan;
  /** Builds from what a recovery only learns on its way: not before one. */
  readonly leftOut: readonly string[];
}

/**
 * The part of a plan that is built beforehand, so that a recovery is short and asks no control plane
 * that a lost region may take away. `strict` is for disasters: in peace time those may be asked.
 */
export function pilotLightOf(plan: Plan): PilotLight {
  const builds = plan.steps.filter(({ kind }) => kind === 'run-terraform-apply');
  const refers = ({ input }: PlanStep): boolean => findReferences(input).uses.length > 0;
  const kept = builds.filter((step) => !refers(step));
  const names = new Set(kept.map(({ name }) => name));
  const steps = kept.map((step): PlanStep => {
    const variables = { ...(step.input['variables'] as object), [PILOT_LIGHT]: true };
    return {
      ...step,
      after: step.after.filter((name) => names.has(name)),
      input: { ...step.input, strict: false, variables },
      onFailure: 'stop',
    };
  });
  return {
    plan: { ...plan, strict: false, steps },
    leftOut: builds.filter(refers).map(({ name }) => name),
  };
}
