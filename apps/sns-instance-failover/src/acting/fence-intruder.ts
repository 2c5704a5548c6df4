import type { Decision } from '../deciding/decision.ts';
import { otherRole } from '../services/service-definition.ts';
import type { ActOutcome } from './act-outcome.ts';
import { fenceMember } from './fence-member.ts';
import { leaveTargetGroups } from './leave-target-groups.ts';
import type { Run } from './run.ts';

/** A member that is not in charge runs or is registered: it is fenced, under the lease. */
export async function fenceIntruder(run: Run, decision: Decision): Promise<ActOutcome> {
  const intruder = otherRole(decision.from);
  const { name, policy } = run.session.service;
  if (policy === 'warm') {
    await leaveTargetGroups(run, intruder, 'intruder');
    return {
      name: 'completed',
      reason: 'fence-intruder',
      sentence: `The ${intruder} of ${name}, replaced for a failure, was registered again: it left the groups, and runs on.`,
      next: `understudy accept ${name}, when the cause is known to be gone`,
    };
  }
  const fence = await fenceMember(run, { role: intruder, label: 'intruder', drainSeconds: 0 });
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
