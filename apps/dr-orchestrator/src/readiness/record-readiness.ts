import type { ReadinessRecord } from '@understudy/leases';

import type { Readiness } from '../deciding/judge-readiness.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { checkReadiness } from './check-readiness.ts';
import type { PrerequisiteReads } from './prerequisites.ts';

/** Findings kept of one look; what has failed comes first. */
const FINDINGS_KEPT_MAX = 60;

/** Looks at all that a recovery needs, and writes down what was found for people to read. */
export async function recordReadiness(
  world: RecoveryWorld,
  kinds: StepKinds,
  reads: PrerequisiteReads,
): Promise<Readiness> {
  const { plan, region, log } = world.settings;
  const readiness = await checkReadiness(world, kinds, reads);
  const { records } = world.inRegion(plan.regions.recovery);
  await records.saveReadiness(plan.name, recordOf(region, readiness));
  const { state, sentence } = readiness;
  log.info('Readiness was looked at', { plan: plan.name, state, sentence });
  return readiness;
}

function recordOf(
  region: string,
  { state, sentence, atMilliseconds, findings }: Readiness,
): ReadinessRecord {
  const failed = findings.filter(({ mark }) => mark === 'failed');
  const rest = findings.filter(({ mark }) => mark !== 'failed');
  return {
    region,
    state,
    sentence,
    atMilliseconds,
    findings: [...failed, ...rest].slice(0, FINDINGS_KEPT_MAX),
  };
}
