import type { GuardRecord, PlanRecord, ServiceRecord } from '@understudy/leases';

export interface GuardReport {
  readonly state: 'not-guarding' | 'fenced' | 'unreachable' | 'fencing' | 'busy';
  readonly sentence: string;
}

/** What the tables say before the old region is looked at. */
export interface GuardQuestion {
  readonly record: ServiceRecord;
  readonly planRecord: PlanRecord;
  readonly guard: GuardRecord | undefined;
}
