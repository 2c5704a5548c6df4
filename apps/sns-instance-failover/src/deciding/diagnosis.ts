import type { Role } from '@understudy/leases';

/** The closed list of what may be wrong with a service (or not). Actions consume one of these. */
export type DiagnosisCode =
  | 'healthy'
  | 'cannot-observe'
  | 'state-differs'
  | 'state-contradicted'
  | 'ambiguous-member'
  | 'instance-missing'
  | 'instance-terminated'
  | 'instance-stopped'
  | 'in-transition'
  | 'instance-impaired'
  | 'target-unhealthy'
  | 'shared-cause'
  | 'active-unregistered'
  | 'target-initial'
  | 'intruder';

export interface Diagnosis {
  readonly code: DiagnosisCode;
  readonly active: Role;
  readonly sentence: string;
  /** How many sensors agree on it, and whether one gives a reason of the application's. */
  readonly sensors: readonly string[];
  readonly applicationReason?: string;
}
