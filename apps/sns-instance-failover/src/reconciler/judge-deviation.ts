import type { Incident, ServiceRecord } from '@understudy/leases';

import { deriveState } from '../deciding/derive-state.ts';
import { diagnoseService } from '../deciding/diagnose-service.ts';
import type { Look } from '../looking/look.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';

export interface DeviationQuestion {
  readonly service: ServiceDefinition;
  readonly record: ServiceRecord;
  readonly look: Look;
  /** Whether the owner of a lease that is held is known to be finished. */
  readonly ownerFinished: boolean;
  readonly incident?: Incident;
}

/** Codes of a look that need nobody: time alone makes them right. */
const PASSING: ReadonlySet<string> = new Set(['healthy', 'in-transition', 'target-initial']);

/** What is not as it should be, in one word; `undefined`: nothing, or a live run has it. */
export function judgeDeviation(question: DeviationQuestion): string | undefined {
  const { service, record, look, ownerFinished, incident } = question;
  // Another region is in charge: also what was left here is not taken up.
  if (record.surrendered) return undefined;
  if (record.lease.owner) return ownerFinished ? 'left-over' : undefined;
  if (record.openIncident !== undefined) {
    // A person was asked to act by hand: looking again would ask the same again.
    return incident?.outcome?.name === 'needs-operator' ? undefined : 'open-incident';
  }
  if (!record.state) return look.blind ? undefined : newServiceDeviation(look, service);
  const { code } = diagnoseService(look, record.state, service);
  return PASSING.has(code) ? undefined : code;
}

function newServiceDeviation(look: Look, service: ServiceDefinition): string {
  return deriveState(look, service).state ? 'new-service' : 'state-unknown';
}
