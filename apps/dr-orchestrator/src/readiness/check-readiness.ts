import {
  judgeReadiness,
  type Readiness,
  type ReadinessFinding,
} from '../deciding/judge-readiness.ts';
import { checkPlan, type StepChecks } from '../rehearsing/check-plan.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { checkPrerequisites } from './check-prerequisites.ts';
import { checkStanding } from './check-standing.ts';
import { checkTraffic } from './check-traffic.ts';
import type { PrerequisiteReads } from './prerequisites.ts';

/** All that a recovery needs tonight: each step's own check, and what no step owns. Reads only. */
export async function checkReadiness(
  world: RecoveryWorld,
  kinds: StepKinds,
  reads: PrerequisiteReads,
): Promise<Readiness> {
  const { plan } = world.settings;
  const [steps, standing, traffic, prerequisites] = await Promise.all([
    checkPlan(world, kinds, { depth: 'look' }),
    checkStanding(world, plan),
    checkTraffic(world.clock, plan, reads),
    checkPrerequisites(world.clock, plan.regions.recovery, plan.readiness, reads),
  ]);
  const atMilliseconds = world.clock.now();
  const findings = [
    ...standing,
    traffic,
    ...steps.flatMap((one) => findingsOf(one, atMilliseconds)),
    ...prerequisites,
  ];
  return judgeReadiness(plan.name, findings, atMilliseconds);
}

function findingsOf(
  { step, kind, findings }: StepChecks,
  atMilliseconds: number,
): readonly ReadinessFinding[] {
  return findings.map(({ check, mark, words, repair }) => ({
    what: check,
    why: `step ${step} (${kind}) needs it`,
    mark,
    found: words,
    atMilliseconds,
    ...(repair === undefined ? {} : { repair }),
  }));
}
