import type { Decision } from '../deciding/decision.ts';
import type { ActOutcome } from './act-outcome.ts';
import type { Run } from './run.ts';
import { serveMember } from './serve-member.ts';

/** The member in charge serves nobody: a new pair, or somebody took it out. It is registered. */
export async function registerActive(run: Run, decision: Decision): Promise<ActOutcome> {
  const { service } = run.session;
  const serves = await serveMember(run, {
    role: decision.from,
    label: 'register',
    whileFenced: service.policy === 'exclusive',
  });
  if (serves.serves) {
    return {
      name: 'completed',
      reason: 'registered',
      sentence: `The ${decision.from} of ${service.name} was not registered; it is now, and healthy.`,
      next: `understudy why ${run.incidentId}`,
    };
  }
  return {
    name: 'held',
    reason: `register-${serves.reason}`,
    sentence: `The ${decision.from} of ${service.name} could not be put to work: ${serves.words}.`,
  };
}
