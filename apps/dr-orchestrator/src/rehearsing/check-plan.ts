import type { Plan, PlanStep } from '../plan/plan.ts';
import { sampleReferences } from '../plan/references.ts';
import { notLookedAt } from '../steps/not-looked-at.ts';
import type { StepFinding } from '../steps/step-kind.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { within } from '../world/within.ts';

/** What a step's check found. */
export interface StepChecks {
  readonly step: string;
  readonly kind: string;
  readonly findings: readonly StepFinding[];
}

/** All steps are looked at side by side; one that takes longer is marked, not waited for. */
const CHECK_SECONDS = 40;

/**
 * The check of every step of a plan: read only, nothing is recorded, no lease is taken. Used by the
 * rehearsal, by readiness and by `understudy`.
 */
export async function checkPlan(
  world: RecoveryWorld,
  kinds: StepKinds,
  options: { readonly depth: 'look' | 'rehearse'; readonly signal?: AbortSignal },
): Promise<readonly StepChecks[]> {
  const { plan } = world.settings;
  return Promise.all(
    plan.steps.map(async (step) => ({
      step: step.name,
      kind: step.kind,
      findings: await checkStep(world, kinds, { plan, step, ...options }),
    })),
  );
}

async function checkStep(
  world: RecoveryWorld,
  kinds: StepKinds,
  looked: {
    readonly plan: Plan;
    readonly step: PlanStep;
    readonly depth: 'look' | 'rehearse';
    readonly signal?: AbortSignal;
  },
): Promise<readonly StepFinding[]> {
  const { plan, step, depth, signal } = looked;
  const kind = kinds.get(step.kind);
  try {
    // What earlier steps will give is not known yet: a sample of its type stands in its place.
    const said = sampleReferences(step.input, () => 'text') as object;
    const input = kind?.input.parse({ ...kind.fromPlan?.(plan), ...said });
    const facts = { world, plan, step: step.name, input, outputs: {}, depth };
    const findings = await within(
      world.clock,
      CHECK_SECONDS,
      async (ending) => (await kind?.check(facts, { signal: ending, attempt: 1 })) ?? [],
      signal,
    );
    return findings;
  } catch (thrown) {
    return [notLookedAt(`${step.name} can be checked`, thrown)];
  }
}
