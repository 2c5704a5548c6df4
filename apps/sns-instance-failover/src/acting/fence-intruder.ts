import type { Decision } from '../deciding/decision.ts';
import { otherRole } from '../services/service-definition.ts';
import type { Performed } from './admission.ts';
import { fenceMember } from './fence-member.ts';
import type { Asked } from './last-look.ts';
import { leaveAfterLastLook } from './leave-target-groups.ts';
import type { Run } from './run.ts';

/** A member that is not in charge runs or is registered: it is fenced, under the lease. */
export async function fenceIntruder(
  run: Run,
  decision: Decision,
  { lastLook }: Asked,
): Promise<Performed> {
  const intruder = otherRole(decision.from);
  const { name, policy } = run.session.service;
  if (policy === 'warm') {
    const not = await leaveAfterLastLook(run, { role: intruder, label: 'intruder', lastLook });
    if (not) return not;
    return {
      name: 'completed',
      reason: 'fence-intruder',
      sentence: `The ${intruder} of ${name}, replaced for a failure, was registered again: it left the groups, and runs on.`,
      next: `understudy accept ${name}, when the cause is known to be gone`,
    };
  }
  const request = { role: intruder, label: 'intruder', drainSeconds: 0, lastLook };
  const fence = await fenceMember(run, request);
  if (!fence.fenced && fence.not) return fence.not;
  if (fence.fenced) {
    return {
      name: 'completed',
      reason: 'fence-intruder',
      sentence: `The ${intruder} of ${name} came back while the ${decision.from} is in charge, and was fenced: ${fence.evidence.words}.`,
      next: `understudy why ${run.incidentId}`,
    };
  }
  return {
    name: 'asked',
    reason: 'fence-unknown',
    sentence: `The ${intruder} of ${name} is not in charge and could not be fenced: ${fence.evidence.words}.`,
    next: `stop ${intruder} by hand; the next look confirms it`,
  };
}
